// `npm run setup`: everything Weft needs on this machine; with `--test` also the peers its tests run with. Changes only what is missing.
// Plain JavaScript: this file must run on the machine's own, older Node.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installPackages } from './debian.js'
import { installDependencies } from './dependencies.js'
import { ensureNode, isOrphaned } from './node24.js'

/** Returns true when Weft can run now; else it has said why not, or nobody is there to read it. Debian packages that are missing do not count. */
export function setUp({ test }) {
  try {
    const node = ensureNode()
    if (isOrphaned()) return false
    installDependencies(node)
  } catch (error) {
    console.error(`setup: ${error.message}`)
    return false
  }
  if (isOrphaned()) return false
  installPackages({ test })
  return true
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = setUp({ test: process.argv.includes('--test') }) ? 0 : 1
