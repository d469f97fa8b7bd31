import { once } from 'node:events'
import { connect } from 'node:net'
import { fieldOf } from '@weft/protocols/sip/message'
import { expect, test, vi } from 'vitest'
import { TrustedPeers } from '../../server/src/edge/sip/gate/trusted-peers.ts'
import { ROUTE_LIMITS } from '../../server/src/edge/sip/proxy/route-limits.ts'
import type { SipRouting } from '../../server/src/ports/sip-router.ts'
import { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import type { EdgeOptions, RunningEdge } from './support/sip-edge.ts'
import { requestText, SipPeer } from './support/sip-peer.ts'
import { sipScenes } from './support/sip-scene.ts'
import { Switchboard, sdpOf, textOf } from './support/switchboard.ts'
import { listenTcp } from './support/tcp-listener.ts'

const { edgeWith, endsWith, phoneAt, tcpPhoneAt } = sipScenes()

interface Scene extends RunningEdge {
  readonly board: Switchboard
}

async function scene(options?: EdgeOptions): Promise<Scene> {
  const board = new Switchboard()
  const running = await edgeWith(board, options)
  return { ...running, board }
}

for (const [transport, open] of Object.entries({ UDP: phoneAt, TCP: tcpPhoneAt })) {
  test(`a call over ${transport}: INVITE, 200, ACK, BYE`, async () => {
    const { edge, board, ...running } = await scene()
    const phone = await open(running)
    phone.invite('anybody')
    const answer = await phone.answer(200)
    expect(textOf(answer.body)).toBe(sdpOf('weft'))
    expect(fieldOf(answer, 'Contact')).toContain(`:${transport === 'UDP' ? running.udp : running.tcp}`)
    phone.ack(answer)
    const call = await board.calls.next()
    expect(call.offer).toBe(sdpOf('phone'))
    await call.next('confirmed')
    expect(edge.sessions.size).toBe(1)
    await phone.ask('BYE', 200)
    expect(await call.next('ended')).toMatchObject({ by: 'peer', why: 'bye' })
    expect(edge.sessions.size).toBe(0)
  })

  test(`over ${transport} the application hangs up`, async () => {
    const { edge, board, ...running } = await scene()
    const phone = await open(running)
    await phone.call('hangup')
    const bye = await phone.asked('BYE')
    phone.respond(bye, 200)
    const call = await board.calls.next()
    await call.next('confirmed')
    expect(await call.next('ended')).toMatchObject({ by: 'us', why: 'bye' })
    await vi.waitUntil(() => edge.sessions.size === 0)
  })
}

test('a call that is refused, by its application or since that is broken', async () => {
  const running = await scene()
  for (const [user, status] of [
    ['busy', 486],
    ['defect', 500],
  ] as const) {
    const phone = await phoneAt(running)
    phone.invite(user)
    phone.ack(await phone.answer(status))
  }
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a caller that gives up gets 200 for its CANCEL and 487 for its INVITE', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.invite('ring')
  await phone.answer(180)
  phone.cancel()
  await phone.answer(200)
  phone.ack(await phone.answer(487))
  const call = await running.board.calls.next()
  expect(await call.next('ended')).toMatchObject({ by: 'peer', why: 'cancelled' })
  expect(running.edge.sessions.size).toBe(0)
})

test('an INVITE without Contact, and one with what nobody understands, begins no call', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.invite('anybody', { Contact: '<mailto:a@x.test>' })
  phone.ack(await phone.answer(400))
  phone.invite('anybody', { Require: 'foo' })
  const refusal = await phone.answer(420)
  expect(fieldOf(refusal, 'Unsupported')).toBe('foo')
  phone.ack(refusal)
  phone.invite('anybody', { 'Content-Type': 'text/plain' })
  const foreign = await phone.answer(415)
  expect(fieldOf(foreign, 'Accept')).toBe('application/sdp')
  phone.ack(foreign)
  expect(running.board.calls.size).toBe(0)
  expect(running.edge.sessions.size).toBe(0)
})

test('a re-INVITE is offered to the application, which may refuse it, and the call goes on', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('stubborn')
  const call = await running.board.calls.next()
  await call.next('confirmed')
  phone.invite('stubborn')
  expect(await call.sdp('offer')).toBe(sdpOf('phone'))
  phone.ack(await phone.answer(488))
  await phone.ask('BYE', 200)
  await call.next('ended')
})

test('a re-INVITE without an offer is offered something, and its ACK answers', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('anybody')
  const call = await running.board.calls.next()
  await call.next('confirmed')
  phone.invite('anybody', {}, '')
  expect(await call.next('offer')).toEqual({ kind: 'offer', description: null })
  const answer = await phone.answer(200)
  expect(textOf(answer.body)).toBe(sdpOf('weft'))
  phone.ack(answer, sdpOf('again'))
  expect(await call.sdp('answer')).toBe(sdpOf('again'))
  await call.next('confirmed')
})

test('the application offers something else, and hears what came of it', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('anybody')
  const call = await running.board.calls.next()
  await call.next('confirmed')
  expect(call.session.offer(Buffer.from(sdpOf('new')))).toBeNull()
  const invite = await phone.asked('INVITE')
  expect(call.session.offer(null)).toBe('invite-pending')
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('fine'))
  await phone.asked('ACK')
  expect(await call.sdp('answer')).toBe(sdpOf('fine'))
  await call.next('confirmed')
  call.session.offer(Buffer.from(sdpOf('another')))
  phone.respond(await phone.asked('INVITE'), 488)
  await phone.asked('ACK')
  expect(await call.next('refused')).toMatchObject({ status: 488, again: false })
})

test('a session is refreshed by UPDATE, and its offers are answered', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('anybody')
  const call = await running.board.calls.next()
  await call.next('confirmed')
  await phone.ask('UPDATE', 200)
  phone.request('UPDATE', { 'Content-Type': 'application/sdp' }, sdpOf('phone'))
  expect(textOf((await phone.answer(200)).body)).toBe(sdpOf('weft'))
  await call.next('offer')
})

test('the answer goes out in a reliable provisional response, before the call is taken', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.invite('reliable', { Supported: '100rel' })
  const progress = await phone.answer(183)
  expect(textOf(progress.body)).toBe(sdpOf('weft'))
  await phone.ask('PRACK', 200, { RAck: `${fieldOf(progress, 'RSeq')} ${fieldOf(progress, 'CSeq')}` })
  const call = await running.board.calls.next()
  expect(call.session.answer(null)).toBeNull()
  const answer = await phone.answer(200)
  expect(answer.body).toHaveLength(0)
  phone.ack(answer)
  await call.next('confirmed')
})

test('requests within a call are its application’s to answer', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('anybody')
  const call = await running.board.calls.next()
  await call.next('confirmed')
  for (const [method, status] of Object.entries({ INFO: 200, MESSAGE: 200, REFER: 501, NOTIFY: 501, NONSENSE: 501 })) {
    await phone.ask(method, status)
    expect((await call.next('request')).request.method).toBe(method)
  }
  await phone.ask('OPTIONS', 200)
})

test('who is in a call may speak in it from wherever; others are still refused', async () => {
  const running = await scene()
  const [phone, stranger] = [await phoneAt(running), await phoneAt(running)]
  await phone.call('anybody')
  running.edge.admit({ ...running.gate, trustedPeers: new TrustedPeers({ networks: [], hosts: [] }) })
  stranger.invite('anybody')
  stranger.ack(await stranger.answer(403))
  await phone.ask('BYE', 200)
})

test('a dialog that came by proxies is found by its tags, and answered along them', async () => {
  const running = await scene()
  const proxy = await SipPeer.udp(running.udp)
  endsWith(() => proxy.close())
  const phone = await phoneAt(running)
  const route = `<sip:127.0.0.1:${proxy.port};lr>`
  phone.invite('anybody', { 'Record-Route': route })
  const answer = await phone.answer(200)
  expect(fieldOf(answer, 'Record-Route')).toBe(route)
  phone.ack(answer)
  const call = await running.board.calls.next()
  await call.next('confirmed')
  call.session.end([{ name: 'Reason', value: 'Q.850;cause=16' }])
  const bye = await proxy.next()
  expect(bye.kind === 'request' && `${bye.method} ${bye.uri}`).toBe(`BYE ${phone.contact.slice(1, -1)}`)
  expect(fieldOf(bye, 'Route')).toBe(route)
  expect(fieldOf(bye, 'Reason')).toBe('Q.850;cause=16')
})

test('a 2xx that nobody acknowledges is repeated, and then the call is ended', async () => {
  const running = await scene({ clock: fastClock(100) })
  const phone = await phoneAt(running)
  phone.invite('anybody')
  for (let count = 0; count < 3; count++) await phone.answer(200)
  const bye = await phone.until('BYE')
  expect(fieldOf(bye, 'Reason')).toBe('SIP;cause=500;text="Missing ACK"')
  phone.respond(bye, 200)
  const call = await running.board.calls.next()
  expect(await call.next('ended')).toMatchObject({ by: 'us', why: 'missing-ack' })
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a call that nobody refreshes is ended', async () => {
  const running = await scene({ clock: fastClock(100) })
  const phone = await phoneAt(running)
  const answer = await phone.call('anybody', { Supported: 'timer', 'Session-Expires': '90;refresher=uac' })
  expect(fieldOf(answer, 'Session-Expires')).toBe('90;refresher=uac')
  // The answer may have come again before its ACK was there.
  const bye = await phone.until('BYE')
  phone.respond(bye, 200)
  const call = await running.board.calls.next()
  await call.next('confirmed')
  expect(await call.next('ended')).toMatchObject({ by: 'us', why: 'expired' })
})

test('an INVITE that came two ways is one', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  const text = phone.invite('ring')
  await phone.answer(180)
  phone.send(text)
  await phone.answer(180)
  phone.send(text.replace(/branch=[^;]+/, 'branch=z9hG4bKother'))
  await phone.answer(482)
  expect(running.board.calls.size).toBe(1)
})

test('there are as many calls as there may be, from one address and at all', async () => {
  const running = await scene({ sessions: { most: 3, mostPerPeer: 2, mostUnacknowledged: 2 } })
  const phones = [await phoneAt(running), await phoneAt(running), await phoneAt(running)]
  await phones[0]?.call('anybody')
  await phones[1]?.call('anybody')
  phones[2]?.invite('anybody')
  const refusal = await phones[2]?.answer(503)
  expect(refusal && fieldOf(refusal, 'Retry-After')).toBe('10')
  await phones[0]?.ask('BYE', 200)
  await phones[2]?.call('anybody')
})

test('calls that a router sends to an application are as many as others', async () => {
  const routing: SipRouting = {
    ...{ do: 'forward', recordRoute: false, headers: [], without: [], why: 'the test says so' },
    targets: [{ kind: 'application', name: 'conference' }],
  }
  const router = { ofServers: [], serves: (host: string) => host === 'home.test', route: async () => routing }
  const proxy = { router, secret: 'nobody knows that one', limits: ROUTE_LIMITS }
  const running = await scene({ sessions: { most: 10, mostPerPeer: 1, mostUnacknowledged: 1 }, proxy })
  const [first, second] = [await phoneAt(running), await phoneAt(running)]
  first.send(requestText('INVITE', 'sip:anybody@home.test', { Contact: '<sip:alice@127.0.0.1:9>' }))
  await first.answer(200)
  second.send(requestText('INVITE', 'sip:anybody@home.test', { Contact: '<sip:alice@127.0.0.1:9>' }))
  expect(fieldOf(await second.answer(503), 'Retry-After')).toBe('10')
})

test('who does not acknowledge answers has no further call until then', async () => {
  const running = await scene({ sessions: { most: 10, mostPerPeer: 10, mostUnacknowledged: 1 } })
  const [silent, next] = [await phoneAt(running), await phoneAt(running)]
  silent.invite('anybody')
  const answer = await silent.answer(200)
  next.invite('anybody')
  expect(fieldOf(await next.answer(503), 'Retry-After')).toBe('10')
  silent.ack(answer)
  await silent.ask('BYE', 200)
  await next.call('anybody')
})

test('an encoded offer is 415, with what is understood', async () => {
  const phone = await phoneAt(await scene())
  phone.send(
    requestText(
      'INVITE',
      'sip:anybody@127.0.0.1',
      { Contact: '<sip:alice@127.0.0.1:9>', 'Content-Type': 'application/sdp', 'Content-Encoding': 'gzip' },
      'v=0',
    ),
  )
  expect(fieldOf(await phone.answer(415), 'Accept-Encoding')).toBe('identity')
})

test('[F13] who stops takes no new calls, ends those there are, and says so to who rings', async () => {
  const running = await scene()
  const [talking, ringing, late] = [await phoneAt(running), await phoneAt(running), await phoneAt(running)]
  await talking.call('anybody')
  ringing.invite('ring')
  await ringing.answer(180)
  running.edge.drain()
  late.invite('anybody')
  late.ack(await late.answer(503))
  const gone = running.edge.sessions.hangUp()
  ringing.ack(await ringing.answer(480))
  talking.respond(await talking.asked('BYE'), 200)
  await gone
  expect(running.edge.sessions.size).toBe(0)
})

test('an answer whose connection is gone goes over a new one', async () => {
  const running = await scene()
  const { port, peers, close } = await listenTcp()
  endsWith(close)
  const peer = await SipPeer.tcp(running.tcp)
  peer.send(
    requestText('INVITE', 'sip:silent@weft.test', {
      Via: `SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bKgone`,
      Contact: `<sip:phone@127.0.0.1:${port};transport=tcp>`,
    }),
  )
  const call = await running.board.calls.next()
  peer.close()
  // The server has seen it by the time that it has answered somebody else.
  const other = await SipPeer.tcp(running.tcp)
  endsWith(() => other.close())
  await other.ask('OPTIONS', 'sip:weft.test')
  call.session.refuse({ status: 486 })
  const answer = await (await peers.next()).next()
  expect(answer.kind === 'response' && answer.status).toBe(486)
})

test('a connection that is reset while its INVITE waits costs that call, and nothing is left of it', async () => {
  const running = await scene({ clock: fastClock(50) })
  const socket = connect(running.tcp, '127.0.0.1')
  await once(socket, 'connect')
  new CallingPhone(SipPeer.over(socket), 'TCP').invite('silent')
  const call = await running.board.calls.next()
  socket.resetAndDestroy()
  await once(socket, 'close')
  expect(call.session.answer(Buffer.from(sdpOf('weft')))).toBeNull()
  expect(await call.next('ended')).toMatchObject({ by: 'us', why: 'missing-ack' })
  const { edge } = running
  await vi.waitUntil(() => edge.sessions.size + edge.transactions + edge.requests === 0, 10_000)
})
