import { fileURLToPath } from 'node:url'
import { inNamespace } from '../../interop/namespace.ts'
import { describe, startProcess } from '../../interop/peers/process.ts'
import type { Measurement } from '../measurement.ts'

const PROGRAM = fileURLToPath(new URL('carried-room.ts', import.meta.url))

/** How many publishers one room carries with a real Janus and real media, and what share of that is Weft's; in a network of its own. */
export async function measureCarrying(report: (measurement: Measurement) => void): Promise<void> {
  const [command = '', ...args] = inNamespace([process.execPath, '--conditions=weft-source', PROGRAM])
  // A process that ends with us, whatever becomes of us: it keeps the whole machine busy.
  const program = await startProcess({ name: 'carried-room', command, args, ready: () => true })
  const ending = await program.ended
  for (const line of program.output().split('\n')) if (line.startsWith('{')) report(JSON.parse(line))
  if (ending.code !== 0) throw new Error(`not all was measured (${describe(ending)}); see ${program.logFile}`)
}
