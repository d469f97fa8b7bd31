import { startKamailio } from '../../interop/peers/kamailio.ts'
import { startOwnDomain } from '../../interop/peers/own-domain.ts'
import { freePort } from '../../interop/port.ts'
import { LoadGenerator } from '../generator-process.ts'
import type { Measurement } from '../measurement.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from './load-sample.ts'
import type { SipJob } from './sip-generator.ts'

/** ms of one measurement, and how often each is repeated after those that warm up; the servers take turns. */
const DURATION = 1000
const ROUNDS = 5
/** V8 has compiled all of it after some 15,000 messages. */
const WARMING = 3
const DOMAIN = 'weft.test'
const USER = 'bob'
/** Nobody looks into them. */
const MESSAGES = { kind: 'message', uris: [`sip:${USER}@${DOMAIN}`], contentType: 'message/imdn+xml' } as const
const USERS = { [USER]: `pw-${USER}` }
/** MB; Kamailio keeps each transaction for some seconds, and Weft at most 100,000 of them, each for 32 s: all measurements together stay below that. */
const KAMAILIO_MEMORY = 2048

/** A proxy with one phone registered. */
interface Server {
  readonly variant: string
  readonly port: number
  readonly pids: readonly number[]
  /** In which the phone lives. */
  readonly generator: LoadGenerator<SipJob>
  readonly samples: LoadSample[]
}

/** MESSAGEs of strangers that a proxy takes to a registered phone and whose 200 it takes back, over UDP: Weft's, beside Kamailio with its packaged configuration. */
export async function measureProxying(report: (measurement: Measurement) => void): Promise<void> {
  const unlimited = { requests_per_address: 1_000_000, requests_per_second: 1_000_000, messages_to: 'none' }
  const weft = await startOwnDomain({ domain: DOMAIN, users: USERS, ini: { 'weft.ini': { Registrar: unlimited } } })
  const kamailio = await startKamailio({ domain: DOMAIN, users: USERS, memory: KAMAILIO_MEMORY })
  const servers: Server[] = []
  try {
    servers.push(await withPhone({ variant: 'weft', port: weft.sipPort, pids: [weft.pid] }))
    servers.push(await withPhone({ variant: 'kamailio', port: kamailio.port, pids: kamailio.pids() }))
    for (let round = 1 - WARMING; round <= ROUNDS; round++) {
      for (const { port, pids, generator, samples } of servers) {
        const load = { port, sockets: 8, window: 8, duration: DURATION }
        const sample = await sampleLoad(pids, () => generator.run({ ...MESSAGES, ...load }))
        if (round > 0) samples.push(sample)
      }
    }
  } finally {
    for (const { generator } of servers) generator.stop()
    await Promise.all([weft.stop(), kamailio.stop()])
  }
  const perCore = servers.map(({ samples }) => medianOf(samples, (sample) => sample.perCoreSecond))
  for (const [index, { variant, samples }] of servers.entries()) {
    report({ variant, metric: 'proxy_message_per_core_s', value: perCore[index] ?? 0, unit: '1/s' })
    for (const measurement of costOf(`${variant}_proxy_message`, samples)) report(measurement)
  }
  report({ variant: 'weft', metric: 'ratio_to_kamailio_message', value: (perCore[0] ?? 0) / (perCore[1] ?? 1), unit: '1' })
}

/** Registers its phone, which answers everything with 200. */
async function withPhone(server: Pick<Server, 'variant' | 'port' | 'pids'>): Promise<Server> {
  const generator = await LoadGenerator.startSip()
  try {
    await generator.run({ kind: 'phone', port: server.port, domain: DOMAIN, user: USER, own: await freePort() })
  } catch (error) {
    generator.stop()
    throw error
  }
  return { ...server, generator, samples: [] }
}
