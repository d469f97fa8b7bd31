// `node scripts/run.js FILE.ts ARGS…` runs a TypeScript file under Node ≥ 24.12, against the sources of the workspace.
import { spawnSync } from 'node:child_process'
import { childEnvironment, ensureNode } from './node24.js'

const node = ensureNode()
const result = spawnSync(node, ['--conditions=weft-source', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: childEnvironment(node),
})
process.exit(result.status ?? 1)
