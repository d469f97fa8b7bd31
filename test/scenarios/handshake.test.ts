import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SylkClient } from './support/client.ts'
import { type RunningWeft, startWeft } from './support/server.ts'

let weft: RunningWeft
beforeAll(async () => {
  weft = await startWeft()
})
afterAll(() => weft.stop())

/** Asks for an upgrade; resolves with the status line's parts, and the subprotocol when it was granted. A header that is null is left out. */
function upgrade(url: string, headers: Record<string, string | null>, path = '/webrtcgateway/ws') {
  return new Promise<{ status: number; phrase: string; protocol?: string | undefined; server?: string | string[] | undefined }>(
    (resolve, reject) => {
      const all = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol': 'sylkRTC-2',
        ...headers,
      }
      const ask = request(`${url}${path}`)
      for (const [name, value] of Object.entries(all)) if (value !== null) ask.setHeader(name, value)
      ask.on('upgrade', (response, socket) => {
        socket.destroy()
        const { 'sec-websocket-protocol': protocol, server } = response.headers
        resolve({ status: 101, phrase: response.statusMessage ?? '', protocol, server })
      })
      ask.on('response', (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0, phrase: response.statusMessage ?? '', server: response.headers.server })
      })
      ask.on('error', reject)
      ask.end()
    },
  )
}

test('[12.1] a client that asks for sylkRTC-2 gets exactly that, and then the ready-event alone', async () => {
  expect(await upgrade(weft.url, { 'Sec-WebSocket-Protocol': 'other, sylkRTC-2' })).toMatchObject({
    status: 101,
    protocol: 'sylkRTC-2',
  })
  const client = await SylkClient.connect(weft.url)
  expect(client.received).toEqual([{ sylkrtc: 'ready-event' }])
  await client.close()
})

test('[12.2] a client without the subprotocol is refused with 406', async () => {
  const refused = { status: 406, phrase: 'No compatible protocol specified' }
  expect(await upgrade(weft.url, { 'Sec-WebSocket-Protocol': null })).toMatchObject(refused)
  expect(await upgrade(weft.url, { 'Sec-WebSocket-Protocol': '' })).toMatchObject(refused)
  expect(await upgrade(weft.url, { 'Sec-WebSocket-Protocol': 'sylkRTC-1' })).toMatchObject(refused)
})

test('the server says who it is', async () => {
  expect((await upgrade(weft.url, {})).server).toMatch(/^Weft\/\d/)
  expect((await upgrade(weft.url, { 'Sec-WebSocket-Protocol': 'x' })).server).toMatch(/^Weft\/\d/)
})

test('only the one path is upgraded', async () => {
  expect((await upgrade(weft.url, {}, '/webrtcgateway/other')).status).toBe(404)
})

test('a client that was refused and does not hang up is hung up on', async () => {
  const { hostname, port } = new URL(weft.url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const gone = new Promise((resolve) => socket.on('error', resolve))
  socket.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await new Promise((resolve) => socket.resume().on('end', resolve))
  // Only a connection that is no more answers this with a reset.
  const more = setInterval(() => socket.write('more'), 10)
  expect(await gone).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) })
  clearInterval(more)
})

test('an offer of another protocol is ignored, and the request answered', async () => {
  const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }
  expect((await upgrade(weft.url, offer, '/')).status).toBe(200)
  expect((await upgrade(weft.url, offer)).status).toBe(426)
})

test('a GET of the WebSocket address without an upgrade is told what it is', async () => {
  const response = await fetch(`${weft.url}/webrtcgateway/ws`)
  expect(response.status).toBe(426)
})

test('[12.4] origins are matched against web_origins; native clients have none; null needs *', async () => {
  const strict = await startWeft({ 'webrtcgateway.ini': { General: { web_origins: 'https://a.example*' } } })
  const status = async (url: string, origin?: string) =>
    (await upgrade(url, origin === undefined ? {} : { Origin: origin })).status
  expect(await status(strict.url, 'https://a.example')).toBe(101)
  expect(await status(strict.url, 'https://a.example:8443')).toBe(101)
  expect(await status(strict.url)).toBe(101)
  expect(await status(strict.url, 'null')).toBe(400)
  expect(await upgrade(strict.url, { Origin: 'https://b.example' })).toMatchObject({
    status: 400,
    phrase: "WebSocket connection denied: origin 'https://b.example' not allowed",
  })
  expect(await status(weft.url, 'null')).toBe(101)
  expect(await status(weft.url, 'https://anywhere.example')).toBe(101)
  await strict.stop()
})

test('a changed web_origins takes effect on reload', async () => {
  const server = await startWeft()
  server.reload({ 'webrtcgateway.ini': { General: { web_origins: 'https://a.example:443' } } })
  expect((await upgrade(server.url, { Origin: 'https://b.example' })).status).toBe(400)
  await server.stop()
})

test('one address can be held to a number of connections', async () => {
  const server = await startWeft({ 'weft.ini': { Limits: { connections_per_address: 2 } } })
  const first = await SylkClient.connect(server.url)
  const second = await SylkClient.connect(server.url)
  expect(await upgrade(server.url, {})).toMatchObject({ status: 503, phrase: 'Too many connections from this address' })
  await first.close()
  await second.close()
  const third = await SylkClient.connect(server.url)
  await third.close()
  await server.stop()
})
