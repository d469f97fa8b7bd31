import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { FakeJanus } from '../../fake-janus/fake-janus.ts'
import { startWeft, type Weft } from '../../interop/peers/weft.ts'
import { SylkClient } from '../../scenarios/support/client.ts'
import { ALICE, accepted, BOB, ha1 } from '../../scenarios/support/telephony.ts'
import type { Measurement } from '../measurement.ts'
import { cpuTime, residentMemory } from '../process-usage.ts'

const MB = 1024 * 1024
/** What came before has been measured with a file of that many MB: code that has been compiled, buffers that are kept for reuse. */
const WARM_UP = 32
const LARGE = 1024
/** ms between two looks at the memory. */
const SAMPLE = 10

/** Uploads a gigabyte to a server of its own and says how much more memory that took it than a small file, and how fast it was. */
export async function measureLargeUpload(report: (measurement: Measurement) => void): Promise<void> {
  const janus = await FakeJanus.start()
  janus.sip.addUser(ALICE, ha1('alice'))
  const weft = await startWeft({ janus: { url: janus.url, apiSecret: janus.apiSecret }, proxy: { host: '127.0.0.1', port: 9 } })
  try {
    const client = await connect(weft)
    await upload(weft, WARM_UP)
    const before = { memory: residentMemory(weft.pid), cpu: cpuTime(weft.pid), time: performance.now() }
    let most = before.memory
    const watch = setInterval(() => {
      most = Math.max(most, residentMemory(weft.pid))
    }, SAMPLE)
    await upload(weft, LARGE).finally(() => clearInterval(watch))
    const seconds = (performance.now() - before.time) / 1000
    const figure = (metric: string, value: number, unit: string) => report({ variant: 'disk', metric, value, unit })
    figure('upload_1gb_rss_growth_mb', (most - before.memory) / 1024, 'MB')
    figure('upload_mb_per_s', LARGE / seconds, '1/s')
    figure('upload_server_cpu_us_per_mb', (cpuTime(weft.pid) - before.cpu) / LARGE, 'us')
    await client.close()
  } finally {
    await weft.stop()
    await janus.stop()
  }
}

async function connect(weft: Weft): Promise<SylkClient> {
  const client = await SylkClient.connect(`http://127.0.0.1:${weft.port}`)
  await accepted(client, 'account-add', { account: ALICE, password: ha1('alice') })
  await accepted(client, 'account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  return client
}

async function upload(weft: Weft, megabytes: number): Promise<void> {
  const url = `http://127.0.0.1:${weft.port}/webrtcgateway/filetransfer/${ALICE}/${BOB}/of-${megabytes}/large.bin`
  const outgoing = request(url, { method: 'POST', headers: { 'Content-Length': megabytes * MB }, agent: false })
  const response = responseTo(outgoing)
  const chunk = Buffer.alloc(MB, 'x')
  for (let sent = 0; sent < megabytes; sent++) if (!outgoing.write(chunk)) await Promise.race([once(outgoing, 'drain'), response])
  outgoing.end()
  const { statusCode } = await response
  if (statusCode !== 200) throw new Error(`the upload was answered with ${statusCode}`)
}

function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      response.resume()
      resolve(response)
    })
  })
}
