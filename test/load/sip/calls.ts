import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startProcess } from '../../interop/peers/process.ts'
import { freePort } from '../../interop/port.ts'
import type { JobResult } from '../generator.ts'
import type { Measurement } from '../measurement.ts'
import { cpuTime } from '../process-usage.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from './load-sample.ts'

/** Calls of one measurement and how many go on at a time; how often it is repeated after one that warms up. */
const CALLS = 5000
const AT_A_TIME = 50
const ROUNDS = 5
const SERVER = fileURLToPath(new URL('../servers/answering-calls.ts', import.meta.url))
/** The call without trouble of the interop tests. */
const SCENARIO = fileURLToPath(new URL('../../interop/sipp/plain-call.xml', import.meta.url))

/** Whole calls a second over UDP, each with INVITE, 200, ACK, BYE and 200, with their transactions and dialogs; SIPp makes them. */
export async function measureCalls(report: (measurement: Measurement) => void): Promise<void> {
  const portOf = (output: string) => Number(/^UDP port (\d+)$/m.exec(output)?.[1] ?? 0)
  const server = await startProcess({
    name: 'answering-calls',
    command: process.execPath,
    args: ['--conditions=weft-source', SERVER],
    ready: (output) => portOf(output) > 0,
  })
  try {
    const samples: LoadSample[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const sample = await sampleLoad([server.pid], () => makeCalls(portOf(server.output())))
      if (round > 0) samples.push(sample)
    }
    report({ variant: 'calls', metric: 'uas_calls_per_s', value: medianOf(samples, ({ perSecond }) => perSecond), unit: '1/s' })
    for (const measurement of costOf('uas_calls', samples)) report(measurement)
  } finally {
    await server.stop()
  }
}

async function makeCalls(port: number): Promise<JobResult> {
  const begin = performance.now()
  const sipp = await startProcess({
    name: 'sipp-calls',
    command: 'sipp',
    args: [
      ...[`127.0.0.1:${port}`, '-sf', SCENARIO, '-s', 'anybody', '-i', '127.0.0.1', '-p', String(await freePort())],
      // As fast as the calls that may go on at a time are over.
      ...[
        '-m',
        String(CALLS),
        '-l',
        String(AT_A_TIME),
        '-r',
        String(CALLS),
        '-rp',
        '100',
        '-timeout',
        '60s',
        '-timeout_error',
        '-nostdin',
      ],
    ],
    ready: () => true,
  })
  let cpu = 0
  let isOver = false
  const ended = sipp.ended.finally(() => {
    isOver = true
  })
  while (!isOver) {
    cpu = cpuOf(sipp.pid) ?? cpu
    await Promise.race([ended, pause(20)])
  }
  const { code } = await ended
  if (code !== 0) throw new Error(`sipp ended with ${code}: not all calls went through; its log is ${sipp.logFile}`)
  return { operations: CALLS, elapsed: performance.now() - begin, cpu }
}

/** Null of a process that has just ended. */
function cpuOf(pid: number): number | null {
  try {
    return cpuTime(pid)
  } catch {
    return null
  }
}
