import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, createServer } from 'node:tls'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { SipIdentity } from '../../server/src/edge/sip/transport/stream-transport.ts'
import { CallingPhone } from './support/calling-phone.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './support/sip-edge.ts'
import { requestText, SipPeer } from './support/sip-peer.ts'
import { Call, Switchboard, sdpOf } from './support/switchboard.ts'
import { tlsIdentity } from './support/tls-identity.ts'

let identity: SipIdentity
beforeAll(async () => {
  identity = await tlsIdentity()
})

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

interface Scene extends RunningEdge {
  readonly board: Switchboard
  readonly tls: number
}

async function scene(options: EdgeOptions = {}): Promise<Scene> {
  const board = new Switchboard()
  const transports = { ports: { udp: 0, tcp: 0, tls: 0 }, identity }
  const running = await startEdge([board], { ...options, transports })
  endings.push(() => running.edge.stop())
  return { ...running, board, tls: running.edge.port('tls') ?? 0 }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  endings.push(() => socket.destroy())
  return socket
}

const phoneAt = async ({ tls }: Scene) => new CallingPhone(SipPeer.over(await connected(tls)), 'TLS')

test('a call over TLS, and its end over the same connection, since the phone can be reached by no other', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  const answer = await phone.call('anybody')
  expect(fieldOf(answer, 'Contact')).toBe(`<sip:weft@127.0.0.1:${running.tls};transport=tls>`)
  const call = await running.board.calls.next()
  await call.next('confirmed')
  call.session.end()
  phone.respond(await phone.asked('BYE'), 200)
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a call to a phone that takes calls over TLS', async () => {
  const running = await scene()
  const came = Promise.withResolvers<SipPeer>()
  const server = createServer({ ...identity }, (socket) => came.resolve(SipPeer.over(socket, 'by-peer')))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endings.push(() => server.close())
  const address = server.address()
  const uri = `sips:phone@127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const own = { uri, from: '<sips:weft@weft.test>', to: `<${uri}>`, headers: [], credentials: [] }
  const calling: Call = new Call(
    running.edge.sessions.call({ ...own, description: Buffer.from(sdpOf('weft')) }, (event) => calling.events.put(event)),
    null,
  )
  const phone = new CallingPhone(await came.promise, 'TLS')
  const invite = await phone.asked('INVITE')
  expect(fieldOf(invite, 'Via')).toContain('SIP/2.0/TLS')
  expect(fieldOf(invite, 'Contact')).toBe(`<sips:weft@127.0.0.1:${running.tls}>`)
  phone.respond(invite, 200, { Contact: `<${uri}>` }, sdpOf('phone'))
  await phone.asked('ACK')
  await calling.until('confirmed')
  calling.session.end()
  phone.respond(await phone.asked('BYE'), 200)
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('an INVITE that comes byte by byte is one', async () => {
  const running = await scene()
  const socket = await connected(running.tls)
  const peer = SipPeer.over(socket)
  const fields = { Via: 'SIP/2.0/TLS phone.test;branch=z9hG4bKslow', Contact: '<sip:phone@phone.test>' }
  for (const byte of Buffer.from(requestText('INVITE', 'sip:busy@weft.test', fields))) {
    socket.write(Uint8Array.of(byte))
    await new Promise(setImmediate)
  }
  expect((await peer.answer()).status).toBe(486)
})

test('who is slow with TLS is hung up on after ten seconds, and keeps nobody else from calling', async () => {
  const running = await scene()
  const slow = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const socket = connectTcp(running.tls, '127.0.0.1').resume()
      endings.push(() => socket.destroy())
      await once(socket, 'connect')
      // A handshake that begins, and does not go on.
      if (index % 2 === 0) socket.write(Uint8Array.of(22, 3, 1))
      return { closed: once(socket, 'close'), since: performance.now() }
    }),
  )
  const phone = await phoneAt(running)
  await phone.call('anybody')
  await phone.ask('BYE', 200)
  for (const { closed, since } of slow) {
    await closed
    expect(performance.now() - since).toBeLessThan(15_000)
  }
})
