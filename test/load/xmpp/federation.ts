import { setTimeout as pause } from 'node:timers/promises'
import { startWeft } from '../../interop/peers/weft.ts'
import { freePort, isListening } from '../../interop/port.ts'
import { LoadGenerator } from '../generator-process.ts'
import { type Measurement, percentile } from '../measurement.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from '../sip/load-sample.ts'
import type { XmppJob } from './xmpp-generator.ts'

type Report = (measurement: Measurement) => void

/** ms of one measurement, and how often it is repeated after one that warms up. */
const DURATION = 1500
const ROUNDS = 5
const [DOMAIN, PEER] = ['sip.test', 'capulet.test']
/** So many that none of them says more than one may. */
const ROOM = { room: `load@conference.${DOMAIN}`, occupants: 100 }
/** Messages that count, and those before them. */
const MESSAGES = 1000
const WARM_UP = 300

/** Stanzas over one stream each way, in plain text so that it is XMPP that is measured, and messages between SIP and XMPP. */
export async function measureFederation(report: Report): Promise<void> {
  const [sip, s2s, own, phone] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const nobody = { host: '127.0.0.1', port: 9 }
  const weft = await startWeft({
    janus: { url: `ws://${nobody.host}:${nobody.port}`, apiSecret: 'nobody' },
    proxy: nobody,
    ini: {
      'config.ini': {
        Server: { application_map: `${PEER}:xmppgateway` },
        SIP: { local_udp_port: sip, outbound_proxy: `127.0.0.1:${phone}` },
      },
      'xmppgateway.ini': {
        general: {
          ...{ domains: DOMAIN, local_ip: '127.0.0.1', local_port: s2s, starttls: 'off' },
          ...{ s2s_dns_override: `${PEER}=127.0.0.1:${own}`, stanzas_per_second: 100_000 },
        },
      },
    },
  })
  const generator = await LoadGenerator.startXmpp()
  try {
    while (!(await isListening(s2s))) await pause(100)
    await generator.run({ kind: 'federate', domain: PEER, peer: DOMAIN, own, port: s2s })
    const sample = async (metric: string, variant: string, job: XmppJob) => {
      const samples: LoadSample[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        const one = await sampleLoad([weft.pid], () => generator.run(job))
        if (round > 0) samples.push(one)
      }
      report({ variant, metric, value: medianOf(samples, ({ perSecond }) => perSecond), unit: '1/s' })
      for (const measurement of costOf(variant, samples)) report(measurement)
    }
    await sample('stanzas_in_per_s', 'question', { kind: 'ask', window: 100, duration: DURATION })
    await generator.run({ kind: 'gather', ...ROOM })
    await sample('stanzas_out_per_s', 'groupchat', { kind: 'speak', ...ROOM, window: 10, duration: DURATION })
    await generator.run({ kind: 'correspond', sip, own: phone, messages: WARM_UP })
    const { latencies } = await generator.run({ kind: 'correspond', sip, own: phone, messages: MESSAGES })
    for (const percent of [50, 99]) {
      const metric = `message_roundtrip_ms_p${percent}`
      report({ variant: 'sip-xmpp-sip', metric, value: percentile(latencies, percent), unit: 'ms' })
    }
  } finally {
    generator.stop()
    await weft.stop()
  }
}
