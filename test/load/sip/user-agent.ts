import { startWeft } from '../../interop/peers/weft.ts'
import { freePort } from '../../interop/port.ts'
import { LoadGenerator } from '../generator-process.ts'
import type { Measurement } from '../measurement.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from './load-sample.ts'

/** ms of one measurement, and how often it is repeated after one that warms up: Weft keeps 100,000 requests, each for 32 s, and all together stay below. */
const DURATION = 1000
const ROUNDS = 5

/** MESSAGEs over UDP that an application of Weft's answers a second, with a transaction each. */
export async function measureUserAgent(report: (measurement: Measurement) => void): Promise<void> {
  const port = await freePort()
  const nobody = { host: '127.0.0.1', port: 9 }
  const weft = await startWeft({
    janus: { url: `ws://${nobody.host}:${nobody.port}`, apiSecret: 'nobody' },
    proxy: nobody,
    ini: { 'config.ini': { SIP: { local_udp_port: port } } },
  })
  const generator = await LoadGenerator.startSip()
  try {
    // Echo says nothing but 200 to a notification.
    const what = { kind: 'message', uris: [`sip:echo@127.0.0.1:${port}`], contentType: 'message/imdn+xml' } as const
    const job = { ...what, port, sockets: 8, window: 8, duration: DURATION }
    const samples: LoadSample[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const sample = await sampleLoad([weft.pid], () => generator.run(job))
      if (round > 0) samples.push(sample)
    }
    report({
      variant: 'message',
      metric: 'uas_message_per_s',
      value: medianOf(samples, ({ perSecond }) => perSecond),
      unit: '1/s',
    })
    for (const measurement of costOf('uas_message', samples)) report(measurement)
  } finally {
    generator.stop()
    await weft.stop()
  }
}
