// `npm start`: sets up what is missing, then runs the demo until it is told to stop.
import { fileURLToPath } from 'node:url'
import { runUnderNode24 } from './node24.js'
import { setUp } from './setup.js'

const demo = fileURLToPath(new URL('demo.ts', import.meta.url))
process.exitCode = setUp({ test: false }) ? await runUnderNode24([demo]) : 1
