import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { UdpPhone } from '../../contract/udp/udp-phone.ts'
import { FakeJanus } from '../../fake-janus/fake-janus.ts'
import { startJanus } from '../../interop/peers/janus.ts'
import { startKamailio } from '../../interop/peers/kamailio.ts'
import { startWeft } from '../../interop/peers/weft.ts'
import { isInstalled } from '../../interop/program.ts'
import { type CallTimes, measureCall } from '../caller.ts'
import { JanusCaller } from '../callers/janus-caller.ts'
import { WeftCaller } from '../callers/weft-caller.ts'
import { type Bench, type Measurement, median, percentile } from '../measurement.ts'
import { cpuTime } from '../process-usage.ts'

type Report = (measurement: Measurement) => void

/** Calls that count, and calls before them that do not: until then Node is still compiling. */
const CALLS = 1000
const WARM_UP = 100
/** ms between calls through the real proxy, which keeps what it knows of each for 5 s and has 32 MB for all of that. */
const PAUSE = 15
const DOMAIN = 'load.test'
/** One calls through Weft, one through Janus alone; both call the phone. */
const USERS = { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password' }
const LIFTED = { 'weft.ini': { Limits: { requests_per_second: 0 } } }

export const bench: Bench = {
  name: 'call-setup',
  about: 'what Weft adds to the way from session-create to the INVITE, and from the 200 to `accepted`, one call after the other',

  async run(report) {
    await againstFake(report)
    if (isInstalled('janus') && isInstalled('kamailio')) await againstReal(report)
    else console.error('call-setup: without janus and kamailio (npm run setup -- --test) there is no variant real')
  },
}

/** The fake takes no time worth mentioning, so that all of it is Weft's. */
async function againstFake(report: Report): Promise<void> {
  const janus = await FakeJanus.start()
  const account = `alice@${DOMAIN}`
  janus.sip.addUser(account, createHash('md5').update(`alice:${DOMAIN}:${USERS.alice}`).digest('hex'))
  const phone = janus.sip.addPhone(`bob@${DOMAIN}`, { secure: true })
  const weft = await startWeft({ janus, proxy: { host: '127.0.0.1', port: 5060 }, ini: LIFTED })
  try {
    const caller = await WeftCaller.logIn(`http://127.0.0.1:${weft.port}`, account, USERS.alice)
    for (let call = 0; call < WARM_UP; call++) await measureCall(caller, phone)
    const times: CallTimes[] = []
    const before = cpuTime(weft.pid)
    for (let call = 0; call < CALLS; call++) times.push(await measureCall(caller, phone))
    const cpu = (cpuTime(weft.pid) - before) / CALLS
    summarise(report, 'fake', 'added', times)
    report({ variant: 'fake', metric: 'server_cpu_us_per_op', value: cpu, unit: 'us' })
    await caller.close()
  } finally {
    await weft.stop()
    await janus.stop()
  }
}

/** Calls through Weft and through Janus alone take turns, with the same requests to Janus; what the latter take is not Weft's. */
async function againstReal(report: Report): Promise<void> {
  const kamailio = await startKamailio({ domain: DOMAIN, users: USERS })
  const janus = await startJanus()
  const weft = await startWeft({ janus, proxy: kamailio, ini: LIFTED })
  const proxy = { host: kamailio.host, port: kamailio.port }
  const phone = await UdpPhone.start({ user: 'bob', password: USERS.bob, domain: DOMAIN, proxy, secure: true })
  try {
    const caller = await WeftCaller.logIn(`http://127.0.0.1:${weft.port}`, `alice@${DOMAIN}`, USERS.alice)
    const direct = await JanusCaller.register(janus, { ...proxy, transport: 'udp' }, `carol@${DOMAIN}`, USERS.carol)
    const withWeft: CallTimes[] = []
    const alone: CallTimes[] = []
    for (let call = -WARM_UP; call < CALLS; call++) {
      for (const [by, times] of [
        [caller, withWeft],
        [direct, alone],
      ] as const) {
        await pause(PAUSE)
        const measured = await measureCall(by, phone)
        if (call >= 0) times.push(measured)
      }
    }
    const janus50 = { invite: median(alone.map((times) => times.invite)), answer: median(alone.map((times) => times.answer)) }
    const added = withWeft.map(({ invite, answer }) => ({ invite: invite - janus50.invite, answer: answer - janus50.answer }))
    summarise(report, 'real', 'added', added)
    // So that it can be seen how much of the slowest calls is Janus being slow.
    summarise(report, 'real', 'janus', alone)
    direct.close()
    await caller.close()
  } finally {
    await phone.stop()
    await weft.stop()
    await janus.stop()
    await kamailio.stop()
  }
}

function summarise(report: Report, variant: string, whose: 'added' | 'janus', times: readonly CallTimes[]): void {
  for (const percent of [50, 99]) {
    const invite = percentile(
      times.map((one) => one.invite),
      percent,
    )
    const answer = percentile(
      times.map((one) => one.answer),
      percent,
    )
    report({ variant, metric: `${whose}_pdd_ms_p${percent}`, value: invite, unit: 'ms' })
    report({ variant, metric: `${whose}_answer_ms_p${percent}`, value: answer, unit: 'ms' })
  }
}
