import type { JobResult } from '../generator.ts'
import { LoadGenerator } from '../generator-process.ts'
import { type Bench, type Measurement, median } from '../measurement.ts'
import { cpuTime } from '../process-usage.ts'
import { type ServerProcess, startBareServer, startIdleWeft } from '../server-process.ts'

/** ms of one measurement, and how often each is repeated, the servers taking turns so that what else the machine does hits them alike. */
const DURATION = 1500
const ROUNDS = 5

const scenarios = [
  { metric: 'ping_per_s_depth1', job: { kind: 'ping', connections: 1, depth: 1 } },
  { metric: 'ping_per_s_depth32', job: { kind: 'ping', connections: 1, depth: 32 } },
  { metric: 'ping_per_s_50conns', job: { kind: 'ping', connections: 50, depth: 1 } },
  { metric: 'connect_ready_per_s', job: { kind: 'connect', concurrency: 16 } },
] as const
type Scenario = (typeof scenarios)[number]

interface Sample {
  readonly perSecond: number
  /** µs of the server's processor time. */
  readonly cpuPerOperation: number
  /** Shares of one core, 0 to 1. */
  readonly serverLoad: number
  readonly generatorLoad: number
}

export const bench: Bench = {
  name: 'ws',
  about: 'answered pings and accepted clients a second, beside a bare ws server on the same machine in the same minutes',

  async run(report) {
    const servers = new Map([
      ['bare', await startBareServer()],
      ['weft', await startIdleWeft()],
    ])
    const generator = await LoadGenerator.start()
    try {
      const samples = await measure(servers, generator)
      for (const variant of servers.keys()) for (const measurement of summarise(variant, samples)) report(measurement)
      const ratios = scenarios.map(({ metric }) => rate(samples, 'weft', metric) / rate(samples, 'bare', metric))
      report({ variant: 'weft', metric: 'ratio_to_bare_min', value: Math.min(...ratios), unit: '1' })
    } finally {
      generator.stop()
      await Promise.all([...servers.values()].map((server) => server.stop()))
    }
  },
}

/** By variant and metric. The first round warms up and does not count. */
async function measure(servers: ReadonlyMap<string, ServerProcess>, generator: LoadGenerator): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>()
  for (let round = 0; round <= ROUNDS; round++) {
    for (const scenario of scenarios) {
      for (const [variant, server] of servers) {
        const sample = await measureOnce(server, generator, scenario)
        if (round > 0) samples.set(key(variant, scenario.metric), [...(samples.get(key(variant, scenario.metric)) ?? []), sample])
      }
    }
  }
  return samples
}

async function measureOnce(server: ServerProcess, generator: LoadGenerator, { job }: Scenario): Promise<Sample> {
  const before = cpuTime(server.pid)
  const result: JobResult = await generator.run({ ...job, port: server.port, duration: DURATION })
  const cpu = cpuTime(server.pid) - before
  const elapsed = result.elapsed * 1000
  return {
    perSecond: (result.operations / elapsed) * 1_000_000,
    cpuPerOperation: cpu / result.operations,
    serverLoad: cpu / elapsed,
    generatorLoad: result.cpu / elapsed,
  }
}

function* summarise(variant: string, samples: ReadonlyMap<string, readonly Sample[]>): Generator<Measurement> {
  for (const { metric } of scenarios) yield { variant, metric, value: rate(samples, variant, metric), unit: '1/s' }
  for (const [metric, scenario] of [
    ['server_cpu_us_per_op', 'ping_per_s_50conns'],
    ['server_cpu_us_per_connect', 'connect_ready_per_s'],
  ] as const) {
    const spent = (samples.get(key(variant, scenario)) ?? []).map((sample) => sample.cpuPerOperation)
    yield { variant, metric, value: median(spent), unit: 'us' }
  }
  const bound = scenarios.some(({ metric }) => isGeneratorBound(samples.get(key(variant, metric)) ?? []))
  yield { variant, metric: 'generator_bound', value: bound ? 1 : 0, unit: 'flag' }
}

/** True where the generator had no time left while the server had: the rate is then the generator's. */
function isGeneratorBound(samples: readonly Sample[]): boolean {
  return median(samples.map((sample) => sample.generatorLoad)) > 0.9 && median(samples.map((sample) => sample.serverLoad)) < 0.9
}

function rate(samples: ReadonlyMap<string, readonly Sample[]>, variant: string, metric: string): number {
  return median((samples.get(key(variant, metric)) ?? []).map((sample) => sample.perSecond))
}

function key(variant: string, metric: string): string {
  return `${variant} ${metric}`
}
