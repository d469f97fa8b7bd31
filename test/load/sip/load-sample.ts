import type { JobResult } from '../generator.ts'
import { type Measurement, median } from '../measurement.ts'
import { cpuTime } from '../process-usage.ts'

/** What a server did while it was under load. */
export interface LoadSample {
  readonly perSecond: number
  /** Operations for each second of processor time that the server's processes took. */
  readonly perCoreSecond: number
  /** Shares of one core. */
  readonly serverLoad: number
  readonly generatorLoad: number
}

/** Loads a server once; `pids` are its processes. */
export async function sampleLoad(pids: readonly number[], load: () => Promise<JobResult>): Promise<LoadSample> {
  const spent = () => pids.reduce((sum, pid) => sum + cpuTime(pid), 0)
  const before = spent()
  const { operations, elapsed, cpu } = await load()
  const server = spent() - before
  return {
    perSecond: (operations / elapsed) * 1000,
    perCoreSecond: (operations / server) * 1_000_000,
    serverLoad: server / 1000 / elapsed,
    generatorLoad: cpu / 1000 / elapsed,
  }
}

/** The medians of `read` over samples. */
export function medianOf(samples: readonly LoadSample[], read: (sample: LoadSample) => number): number {
  return median(samples.map(read))
}

/** What an operation costs the server, and whether the rate is the generator's rather than the server's. */
export function costOf(variant: string, samples: readonly LoadSample[]): Measurement[] {
  const bound =
    medianOf(samples, ({ generatorLoad }) => generatorLoad) > 0.9 && medianOf(samples, ({ serverLoad }) => serverLoad) < 0.9
  return [
    {
      variant,
      metric: 'server_cpu_us_per_op',
      value: 1_000_000 / medianOf(samples, (sample) => sample.perCoreSecond),
      unit: 'us',
    },
    { variant, metric: 'generator_bound', value: bound ? 1 : 0, unit: 'flag' },
  ]
}
