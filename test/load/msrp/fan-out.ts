import { LoadGenerator } from '../generator-process.ts'
import { type Measurement, percentile } from '../measurement.ts'
import { settledMemory } from '../settled-memory.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from '../sip/load-sample.ts'
import type { MsrpJob, MsrpJobResult } from './msrp-generator.ts'
import { type RunningRooms, startBareRooms, startWeftRooms } from './room-servers.ts'

type Report = (measurement: Measurement) => void

/** Members of a room, and rooms, of which there are as many as make some hundreds of members, since one may say only so much. */
const SIZES = [
  { members: 10, rooms: 50 },
  { members: 100, rooms: 5 },
  { members: 500, rooms: 1 },
] as const
/** ms of one measurement, and how often each is repeated after those that warm up; the servers take turns. */
const DURATION = 1500
const ROUNDS = 5
const WARMING = 2
/** Messages that are under way in each room at a time. */
const WINDOW = 4
/** Messages a second at which the time of one is taken, and ms for which. */
const MODEST = { rate: 10, duration: 20_000 }
/** Members that are there before memory is looked at, so that what the first ones bring into it is not counted. */
const FIRST = 50

interface Crowd {
  readonly running: RunningRooms
  readonly generator: LoadGenerator<MsrpJob, MsrpJobResult>
  readonly samples: LoadSample[]
}

/**
 * Messages of 200 B that reach the other members of rooms of several sizes over MSRP, each answered and reported on by each of them, beside a server that
 * only writes the same bytes to as many connections; the time until the last of 500 has one; and the memory that 500 take.
 */
export async function measureFanOut(report: Report): Promise<void> {
  for (const size of SIZES) {
    const crowds: Crowd[] = []
    try {
      for (const start of [startWeftRooms, startBareRooms]) crowds.push(await crowdOf(await start(), size, report))
      await takeSamples(crowds)
      for (const { running, samples } of crowds) reportRate(running.variant, size.members, samples, report)
      const [weft, bare] = crowds.map(({ samples }) => medianOf(samples, ({ perCoreSecond }) => perCoreSecond))
      const ratio = (weft ?? Number.NaN) / (bare ?? Number.NaN)
      report({ variant: 'weft', metric: `ratio_to_bare_fanout_${size.members}`, value: ratio, unit: '1' })
      if (size.rooms === 1) for (const crowd of crowds) await reportTime(crowd, size.members, report)
    } finally {
      for (const { generator } of crowds) generator.stop()
      await Promise.all(crowds.map(({ running }) => running.stop()))
    }
  }
}

async function crowdOf(running: RunningRooms, { members, rooms }: (typeof SIZES)[number], report: Report): Promise<Crowd> {
  const generator = await LoadGenerator.startMsrp()
  try {
    const { server, variant, pid } = running
    const gather = (name: string, wanted: { rooms: number; members: number }) =>
      generator.run({ kind: 'gather', server, name, ...wanted })
    if (rooms > 1) await gather('fan-out', { rooms, members })
    else {
      await gather('first', { rooms, members: FIRST })
      const before = await settledMemory(pid)
      await gather('fan-out', { rooms, members })
      const growth = ((await settledMemory(pid)) - before) / 1024
      report({ variant, metric: `room_${members}_rss_mb`, value: growth, unit: 'MiB' })
    }
    return { running, generator, samples: [] }
  } catch (error) {
    generator.stop()
    await running.stop()
    throw error
  }
}

async function takeSamples(crowds: readonly Crowd[]): Promise<void> {
  for (let round = 1 - WARMING; round <= ROUNDS; round++) {
    for (const { running, generator, samples } of crowds) {
      const flood = { kind: 'flood', name: 'fan-out', window: WINDOW, duration: DURATION } as const
      const sample = await sampleLoad([running.pid], () => generator.run(flood))
      if (round > 0) samples.push(sample)
    }
  }
}

function reportRate(variant: string, members: number, samples: readonly LoadSample[], report: Report): void {
  const value = medianOf(samples, ({ perSecond }) => perSecond)
  report({ variant, metric: `fanout_deliveries_per_s_${members}`, value, unit: '1/s' })
  for (const measurement of costOf(`${variant}_fanout_${members}`, samples)) report(measurement)
}

async function reportTime({ running, generator }: Crowd, members: number, report: Report): Promise<void> {
  const { latencies } = await generator.run({ kind: 'pace', name: 'fan-out', ...MODEST })
  const value = percentile(latencies, 99)
  report({ variant: running.variant, metric: `fanout_ms_p99_${members}`, value, unit: 'ms' })
}
