// The npm packages of package-lock.json. Plain JavaScript: this file must run on the machine's own, older Node.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { childEnvironment, npmCommand } from './node24.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Holds the hash of the lockfile the packages were installed from; goes when the folder does. */
const STAMP = `${root}node_modules/.weft-stamp`

/** Installs what the lockfile says, with npm under `node`, unless just that is there already. Throws when npm fails. */
export function installDependencies(node) {
  const lockfile = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockfile) return
  console.error('setup: installing the npm packages')
  const [command, ...args] = [...npmCommand(node), 'ci']
  const options = ['--ignore-scripts', '--loglevel=error', '--no-progress']
  // The machine's npm may be older than our Node, and use what that warns of.
  const env = { ...childEnvironment(node), NODE_NO_WARNINGS: '1' }
  const result = spawnSync(command, [...args, ...options], { cwd: root, stdio: ['ignore', 2, 2], env })
  if (result.status !== 0) throw new Error('npm ci failed')
  writeFileSync(STAMP, lockfile)
}
