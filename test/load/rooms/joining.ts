import { fileURLToPath } from 'node:url'
import { startProcess } from '../../interop/peers/process.ts'
import { startWeft } from '../../interop/peers/weft.ts'
import { LoadGenerator } from '../generator-process.ts'
import { type Measurement, median, percentile } from '../measurement.ts'
import { cpuTime } from '../process-usage.ts'
import type { RoomJob, RoomJobResult } from './room-generator.ts'

/** Who is in the room already. */
const SIZES = [10, 50, 200] as const
/** Joins that count at each size, each followed by a leave; and those before them that do not: until then Node is still compiling. */
const JOINS = 80
const WARM_UP = 20
const FAKE = fileURLToPath(new URL('../servers/fake-janus.ts', import.meta.url))
const LIFTED = { 'weft.ini': { Limits: { requests_per_second: 0 }, Rooms: { max_publishers: 1000 } } }

type Report = (measurement: Measurement) => void

/** What one who joins costs a room of that size; medians, but for `p99`. */
interface Cost {
  readonly ms: number
  readonly msP99: number
  readonly messages: number
  readonly bytes: number
  /** µs of processor time. */
  readonly weft: number
  readonly janus: number
  readonly weftLeave: number
}

/**
 * From `videoroom-join` to `initial-publishers`, and all that it causes until nobody is told anything more, for somebody who comes to a room of several
 * sizes, with a Janus that takes next to no time.
 */
export async function measureJoining(report: Report): Promise<void> {
  const janus = await startProcess({
    name: 'fake-janus',
    command: process.execPath,
    args: ['--conditions=weft-source', FAKE],
    ready: (output) => output.includes('\n'),
  })
  const { url, apiSecret }: { url: string; apiSecret: string } = JSON.parse(janus.output().split('\n', 1)[0] ?? '')
  const weft = await startWeft({ janus: { url, apiSecret }, proxy: { host: '127.0.0.1', port: 5060 }, ini: LIFTED })
  const generator = await LoadGenerator.startRooms()
  try {
    const samples = await takeSamples(generator, { port: weft.port, weft: weft.pid, janus: janus.pid })
    const costs = SIZES.map((size) => summarise(samples.get(size) ?? []))
    for (const [index, size] of SIZES.entries()) for (const one of perSize(size, costs[index])) report(one)
    for (const measurement of growth(costs)) report(measurement)
  } finally {
    generator.stop()
    await weft.stop()
    await janus.stop()
  }
}

/** One who came and went. Processor times in µs. */
interface Sample {
  readonly join: RoomJobResult
  readonly weft: number
  readonly janus: number
  readonly weftLeave: number
}

/** By size; the rooms take turns, so that what else the machine does hits them alike. */
async function takeSamples(
  generator: LoadGenerator<RoomJob, RoomJobResult>,
  server: { readonly port: number; readonly weft: number; readonly janus: number },
): Promise<ReadonlyMap<number, readonly Sample[]>> {
  const roomOf = (size: number) => `n${size}@videoconference.load.test`
  for (const size of SIZES) await generator.run({ kind: 'gather', port: server.port, room: roomOf(size), members: size })
  const samples = new Map<number, Sample[]>(SIZES.map((size) => [size, []]))
  for (let round = -WARM_UP; round < JOINS; round++) {
    for (const size of SIZES) {
      const [weft, janus] = [cpuTime(server.weft), cpuTime(server.janus)]
      const join = await generator.run({ kind: 'join', room: roomOf(size) })
      const [joined, janusJoined] = [cpuTime(server.weft), cpuTime(server.janus)]
      await generator.run({ kind: 'leave', room: roomOf(size) })
      const sample = { join, weft: joined - weft, janus: janusJoined - janus, weftLeave: cpuTime(server.weft) - joined }
      if (round >= 0) samples.get(size)?.push(sample)
    }
  }
  return samples
}

function summarise(samples: readonly Sample[]): Cost {
  const times = samples.map(({ join }) => join.elapsed)
  const middle = (read: (sample: Sample) => number) => median(samples.map(read))
  return {
    ms: median(times),
    msP99: percentile(times, 99),
    messages: middle(({ join }) => join.messages),
    bytes: middle(({ join }) => join.bytes),
    weft: middle(({ weft }) => weft),
    janus: middle(({ janus }) => janus),
    weftLeave: middle(({ weftLeave }) => weftLeave),
  }
}

function* perSize(size: number, cost: Cost | undefined): Generator<Measurement> {
  if (!cost) return
  const variant = 'fake'
  yield { variant, metric: `join_ms_n${size}`, value: cost.ms, unit: 'ms' }
  yield { variant, metric: `join_ms_p99_n${size}`, value: cost.msP99, unit: 'ms' }
  yield { variant, metric: `events_per_join_n${size}`, value: cost.messages, unit: '1' }
  yield { variant, metric: `bytes_per_join_n${size}`, value: cost.bytes, unit: 'B' }
  yield { variant, metric: `server_cpu_us_per_op_n${size}`, value: cost.weft, unit: 'us' }
  yield { variant, metric: `server_cpu_us_per_leave_n${size}`, value: cost.weftLeave, unit: 'us' }
  yield { variant, metric: `janus_cpu_us_per_op_n${size}`, value: cost.janus, unit: 'us' }
}

/**
 * How the cost grows with the room: that of the largest, by what the straight line through those of the two smaller ones foresees for it. 1 is linear, 4.8
 * would be purely quadratic.
 */
function* growth(costs: readonly Cost[]): Generator<Measurement> {
  const [few, some, many] = SIZES
  for (const [metric, read] of [
    ['events_ratio_to_linear', ({ messages }: Cost) => messages],
    ['bytes_ratio_to_linear', ({ bytes }: Cost) => bytes],
    ['cpu_ratio_to_linear', ({ weft }: Cost) => weft],
    ['join_ms_ratio_to_linear', ({ ms }: Cost) => ms],
  ] as const) {
    const [atFew = Number.NaN, atSome = Number.NaN, atMany = Number.NaN] = costs.map(read)
    const foreseen = atFew + ((atSome - atFew) * (many - few)) / (some - few)
    yield { variant: 'fake', metric, value: atMany / foreseen, unit: '1' }
  }
}
