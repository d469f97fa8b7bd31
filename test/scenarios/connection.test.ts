import { connect, type Socket } from 'node:net'
import { requests } from '@weft/wire/request'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SylkClient } from './support/client.ts'
import { type RunningWeft, startWeft } from './support/server.ts'

let weft: RunningWeft
beforeAll(async () => {
  weft = await startWeft()
})
afterAll(() => weft.stop())

/** A WebSocket on a bare TCP socket, for what no client library does. */
async function connectByHand(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.write(
    'GET /webrtcgateway/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sylkRTC-2\r\n\r\n',
  )
  await new Promise((resolve) => socket.once('data', resolve))
  return socket
}

const HA1 = 'd41d8cd98f00b204e9800998ecf8427e'
const alice = { account: 'alice@example.com', password: HA1 }

test('[12.8] binary frames, broken JSON and JSON that is no object are ignored and the connection stays usable', async () => {
  const client = await SylkClient.connect(weft.url)
  client.socket.send(Buffer.from([0, 1, 2]))
  client.socket.send(Buffer.from('{"sylkrtc":"ping","transaction":"b"}'), { binary: true })
  for (const text of ['{', 'ping', '[]', '[{"sylkrtc":"ping","transaction":"a"}]', '7', 'null', '"x"', ''])
    client.socket.send(text)
  expect(await client.request('ping')).toBe('ack')
  expect(client.received).toHaveLength(2)
  await client.close()
})

test('[12.9] an unknown request is answered with exactly one error, and with silence when it names no transaction', async () => {
  const client = await SylkClient.connect(weft.url)
  expect(await client.request('make-coffee')).toBe('unknown WebSocket request: make-coffee')
  client.socket.send('{"sylkrtc":"make-coffee"}')
  client.socket.send('{"transaction":"t9"}')
  await client.settled()
  expect(client.received.slice(2)).toEqual([
    { sylkrtc: 'error', transaction: 't9', error: 'could not get WebSocket message type' },
    { sylkrtc: 'ack', transaction: 't2' },
  ])
  await client.close()
})

test('[12.10] unknown extra fields are as if they were absent', async () => {
  const client = await SylkClient.connect(weft.url)
  expect(await client.request('account-add', { ...alice, previous_session_token: 'x', more: { deep: [1] } })).toBe('ack')
  await client.close()
})

test('[12.11] a mandatory field that is missing or null is named, and nothing happens', async () => {
  const client = await SylkClient.connect(weft.url)
  expect(await client.request('account-add', { account: alice.account })).toBe(
    "Mandatory property 'password' of 'AccountAddRequest' object is missing",
  )
  expect(await client.request('account-add', { ...alice, password: null })).toMatch(/password/)
  expect(await client.request('account-remove', { account: alice.account })).toBe(
    'Unknown account specified for remove: alice@example.com',
  )
  await client.close()
})

test('[12.12] every request gets exactly one answer', async () => {
  const client = await SylkClient.connect(weft.url)
  const sent = new Set<string>()
  for (let i = 0; i < 50; i++) {
    sent.add(client.send('ping'))
    sent.add(client.send('account-add', alice))
    sent.add(client.send('account-remove', { account: alice.account }))
    sent.add(client.send('session-terminate', { session: 'none' }))
    sent.add(client.send('session-create', {}))
    sent.add(client.send('videoroom-leave', { session: 'none' }))
    sent.add(client.send('nonsense'))
  }
  await client.settled()
  // The ping overtakes: wait for what was sent before it.
  await client.request('account-remove', { account: 'x@example.com' })
  const answered = client.received.map(({ transaction }) => transaction).filter((transaction) => sent.has(String(transaction)))
  expect(answered).toHaveLength(sent.size)
  expect(new Set(answered)).toEqual(sent)
  await client.close()
})

test('[12.12] so does every kind of request, whole and with everything missing', async () => {
  const client = await SylkClient.connect(weft.url)
  const message = { message_id: 'm', content: 'c', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52Z' }
  const device = { token: 't', platform: 'ios', device: 'd', silent: false, app: 'a' }
  const contact = { contact: 'bob@example.com', action: 'delete', type: 'contact', data: { id: '1' } }
  const call = { session: 's', uri: 'bob@example.com', sdp: 'v=0', candidates: [], digit: '1' }
  const room = { publisher: 'p', feed: 'f', options: {}, active_participants: [], participants: [] }
  const sent = new Set<string>()
  for (const name of Object.keys(requests)) {
    const state = name === 'videoroom-composing-indication' ? 'active' : 'delivered'
    sent.add(client.send(name))
    sent.add(client.send(name, { ...alice, ...message, ...device, ...contact, ...call, ...room, state }))
  }
  // The last one overtakes nobody.
  await client.request('account-remove', { account: 'x@example.com' })
  const answered = client.received.map(({ transaction }) => transaction).filter((transaction) => sent.has(String(transaction)))
  expect(answered).toHaveLength(sent.size)
  expect(new Set(answered)).toEqual(sent)
  await client.close()
})

test('[12.14] requests of one connection take effect in the order they were sent', async () => {
  const client = await SylkClient.connect(weft.url)
  await client.request('account-add', alice)
  client.send('account-remove', { account: alice.account })
  expect(await client.request('account-add', alice)).toBe('ack')
  await client.close()
})

test('[12.7] a client that answers no WebSocket ping is dropped after one and a half intervals', async () => {
  const server = await startWeft({ 'webrtcgateway.ini': { General: { websocket_ping_interval: 1 } } })
  const dead = await SylkClient.connect(server.url)
  const alive = await SylkClient.connect(server.url)
  dead.socket.pause()
  let pings = 0
  alive.socket.on('ping', () => pings++)
  await server.log.line('client does not answer, dropped')
  dead.socket.resume()
  expect(await dead.closed).toBe(1006)
  expect(pings).toBeGreaterThan(0)
  expect(await alive.request('ping')).toBe('ack')
  await alive.close()
  await server.stop()
})

test('a frame over the limit ends that connection with 1009 and no other', async () => {
  const other = await SylkClient.connect(weft.url)
  const client = await SylkClient.connect(weft.url)
  client.socket.send(JSON.stringify({ sylkrtc: 'ping', transaction: 't', filler: 'x'.repeat(1_048_577) }))
  expect(await client.closed).toBe(1009)
  expect(await other.request('ping')).toBe('ack')
  await other.close()
})

test('a frame of nearly 1 MiB is taken', async () => {
  const client = await SylkClient.connect(weft.url)
  expect(await client.request('ping', { filler: 'x'.repeat(1_048_576 - 100) })).toBe('ack')
  await client.close()
})

test('text that is not UTF-8 ends the connection with 1007', async () => {
  const client = await SylkClient.connect(weft.url)
  client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })
  expect(await client.closed).toBe(1007)
})

test('ten thousand requests at once are all answered, and another client does not wait for them', async () => {
  const server = await startWeft({ 'weft.ini': { Limits: { requests_per_second: 100_000, request_burst: 20_000 } } })
  const greedy = await SylkClient.connect(server.url)
  const other = await SylkClient.connect(server.url)
  for (let i = 0; i < 10_000; i++) greedy.send('account-remove', { account: 'nobody@example.com' })
  expect(await other.request('ping')).toBe('ack')
  expect(await greedy.request('account-remove', { account: 'last@example.com' })).toMatch(/last@example\.com/)
  expect(greedy.received).toHaveLength(10_002)
  await greedy.close()
  await other.close()
  await server.stop()
})

test('who asks faster than allowed is read more slowly, not refused', async () => {
  const server = await startWeft({ 'weft.ini': { Limits: { requests_per_second: 200, request_burst: 10 } } })
  const client = await SylkClient.connect(server.url)
  const started = Date.now()
  for (let i = 0; i < 60; i++) expect(await client.request('ping')).toBe('ack')
  // The burst is free; the other 50 come at 200 a second.
  expect(Date.now() - started).toBeGreaterThanOrEqual(200)
  await client.close()
  await server.stop()
})

test('what is no request, and the size of what is one, slow a client down as well', async () => {
  const server = await startWeft({ 'weft.ini': { Limits: { requests_per_second: 200, request_burst: 10 } } })
  const flood = async (send: (client: SylkClient) => void) => {
    const client = await SylkClient.connect(server.url)
    const started = Date.now()
    send(client)
    // What came in one piece is read in one piece; the next request feels it.
    for (let i = 0; i < 2; i++) expect(await client.request('ping')).toBe('ack')
    await client.close()
    return Date.now() - started
  }
  const fifty = Array.from({ length: 50 })
  expect(await flood(({ socket }) => fifty.forEach(() => void socket.pong()))).toBeGreaterThanOrEqual(150)
  expect(await flood(({ socket }) => fifty.forEach(() => void socket.ping()))).toBeGreaterThanOrEqual(150)
  expect(await flood((client) => client.send('ping', { filler: 'x'.repeat(1_048_576 - 100) }))).toBeGreaterThanOrEqual(100)
  await server.stop()
})

test('a client that does not read is dropped when too much waits for it', async () => {
  const server = await startWeft({
    'weft.ini': { Limits: { slow_reader_bytes: 65_536, requests_per_second: 100_000, request_burst: 1_000_000 } },
  })
  const client = await SylkClient.connect(server.url)
  client.socket.pause()
  const bulky = JSON.stringify({ sylkrtc: 'session-terminate', transaction: 't', session: 'x'.repeat(250) })
  const send = () => {
    for (let i = 0; i < 1000 && client.socket.readyState === client.socket.OPEN; i++) client.socket.send(bulky)
  }
  const pump = setInterval(send, 1)
  await server.log.line('client reads too slowly, dropped')
  clearInterval(pump)
  client.socket.terminate()
  await server.stop()
})

test('[12.16] a client that takes its leave and then does not hang up is let go of all the same', async () => {
  const server = await startWeft()
  const socket = await connectByHand(server.url)
  const left = Date.now()
  // A close frame without a code, masked with zeros (RFC 6455 §5.5.1).
  socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]))
  await server.log.line('client gone')
  expect(Date.now() - left).toBeLessThan(2_000)
  socket.destroy()
  await server.stop()
})

test('a connection that is cut in the middle of a frame leaves the server as it was', async () => {
  const socket = await connectByHand(weft.url)
  socket.write(Buffer.from([0x81, 0xfe, 0x10, 0x00, 1, 2, 3]))
  socket.resetAndDestroy()
  const client = await SylkClient.connect(weft.url)
  expect(await client.request('ping')).toBe('ack')
  await client.close()
})

test('passwords never reach the log', async () => {
  const client = await SylkClient.connect(weft.url)
  await client.request('account-add', alice)
  await client.request('account-add', alice)
  await client.request('account-add', { account: 'x', password: 'very-secret' })
  await client.close()
  expect(weft.log.text).not.toContain(HA1)
  expect(weft.log.text).not.toContain('very-secret')
})
