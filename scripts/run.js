// `node scripts/run.js FILE.ts ARGS…` runs a TypeScript file under Node ≥ 24.12, against the sources of the workspace.
import { runUnderNode24 } from './node24.js'

process.exitCode = await runUnderNode24(process.argv.slice(2))
