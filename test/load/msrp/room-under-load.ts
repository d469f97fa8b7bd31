import { LoadGenerator } from '../generator-process.ts'
import { type Measurement, percentile } from '../measurement.ts'
import { cpuTime } from '../process-usage.ts'
import type { MsrpJob, MsrpJobResult } from './msrp-generator.ts'
import { startWeftRooms } from './room-servers.ts'

const MEMBERS = 200
/** Messages a second, all members together, up to that of the statement R22: ten of each member's. */
const RATES = [10, 20, 50, 100, 200, 500, 1000, 2000] as const
/** ms for which each rate is kept up, after one that warms up. */
const DURATION = 5000
const WARM_UP = { rate: 20, duration: 5000 }
/** Looks at a rate, of which one must be good: what else the machine does is not to count. */
const LOOKS = 3
/** ms until the last member has a message: what more than one in a hundred takes longer is too slow. */
const BOUND = 100

/** [R22] How much may be said in a room of 200 before one message in a hundred takes more than 100 ms to reach the last member. */
export async function measureRoomUnderLoad(report: (measurement: Measurement) => void): Promise<void> {
  const { server, pid, stop } = await startWeftRooms()
  const generator = await LoadGenerator.startMsrp()
  const variant = 'weft'
  try {
    await generator.run({ kind: 'gather', server, name: 'room', rooms: 1, members: MEMBERS })
    await generator.run({ kind: 'pace', name: 'room', ...WARM_UP })
    let most = 0
    for (const rate of RATES) {
      const { p99, serverLoad } = await bestLook(generator, pid, rate)
      report({ variant, metric: `dispatch_ms_p99_${MEMBERS}_at_${rate}_per_s`, value: p99, unit: 'ms' })
      report({ variant, metric: `server_load_${MEMBERS}_at_${rate}_per_s`, value: serverLoad, unit: '1' })
      if (p99 > BOUND) break
      most = rate
    }
    report({ variant, metric: `messages_per_s_${MEMBERS}_below_${BOUND}_ms`, value: most, unit: '1/s' })
  } finally {
    generator.stop()
    await stop()
  }
}

interface Look {
  /** ms */
  readonly p99: number
  /** Of one core. */
  readonly serverLoad: number
}

async function bestLook(generator: LoadGenerator<MsrpJob, MsrpJobResult>, pid: number, rate: number): Promise<Look> {
  const looks: Look[] = []
  while (looks.length < LOOKS && !looks.some(({ p99 }) => p99 <= BOUND)) {
    const before = cpuTime(pid)
    const { latencies, elapsed } = await generator.run({ kind: 'pace', name: 'room', rate, duration: DURATION })
    looks.push({ p99: percentile(latencies, 99), serverLoad: (cpuTime(pid) - before) / 1000 / elapsed })
  }
  return looks.reduce((best, look) => (look.p99 < best.p99 ? look : best))
}
