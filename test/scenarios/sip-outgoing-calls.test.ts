import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { afterEach, expect, test, vi } from 'vitest'
import type { OutgoingCall } from '../../server/src/ports/sip-caller.ts'
import type { SipRoute } from '../../server/src/ports/sip-locator.ts'
import { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './support/sip-edge.ts'
import { SipPeer } from './support/sip-peer.ts'
import { Call, sdpOf } from './support/switchboard.ts'
import { listenTcp } from './support/tcp-listener.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const MINE = Buffer.from(sdpOf('weft'))

async function edgeWith(options?: EdgeOptions): Promise<RunningEdge> {
  const running = await startEdge([], options)
  endings.push(() => running.edge.stop())
  return running
}

/** A phone over UDP, and the route to it. */
async function phoneFor({ udp }: Pick<RunningEdge, 'udp'>): Promise<{ readonly phone: CallingPhone; readonly route: SipRoute }> {
  const peer = await SipPeer.udp(udp)
  endings.push(() => peer.close())
  return { phone: new CallingPhone(peer), route: { host: '127.0.0.1', port: peer.port, transport: 'udp' } }
}

/** A call to a phone there; what it is told comes in order. */
function call({ edge }: RunningEdge, { port, transport }: SipRoute, changes: Partial<OutgoingCall> = {}): Call {
  const uri = `sip:bob@127.0.0.1:${port};transport=${transport}`
  const own = { uri, from: '<sip:weft@weft.test>', to: `<${uri}>`, headers: [], description: MINE, credentials: [] }
  const calling: Call = new Call(
    edge.sessions.call({ ...own, ...changes }, (event) => calling.events.put(event)),
    null,
  )
  return calling
}

/** The phone takes the INVITE that it gets next. */
async function take(phone: CallingPhone): Promise<SipRequest> {
  const invite = await phone.asked('INVITE')
  phone.respond(invite, 180, { Contact: phone.contact })
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('phone'))
  return phone.asked('ACK')
}

test('a call rings, is answered, and hung up by the phone', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const calling = call(running, route, { headers: [{ name: 'Subject', value: 'hello' }] })
  const ack = await take(phone)
  expect(fieldOf(ack, 'Via')).toContain(`127.0.0.1:${running.udp}`)
  expect(await calling.next('progress')).toMatchObject({ status: 180 })
  await calling.next('answered')
  expect(await calling.sdp('answer')).toBe(sdpOf('phone'))
  await calling.next('confirmed')
  phone.hangUp(ack)
  await phone.answer(200)
  expect(await calling.next('ended')).toMatchObject({ by: 'peer', why: 'bye' })
  expect(running.edge.sessions.size).toBe(0)
})

test('a call over TCP, both ways on the connection that is there', async () => {
  const running = await edgeWith()
  const { port, peers, close } = await listenTcp()
  endings.push(close)
  const calling = call(running, { host: '', port, transport: 'tcp' })
  const phone = new CallingPhone(await peers.next(), 'TCP')
  await take(phone)
  await calling.next('progress')
  calling.session.end()
  phone.respond(await phone.asked('BYE'), 200)
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('the offer is the phone’s where it is asked for one, and the ACK answers it', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const calling = call(running, route, { description: null })
  const invite = await phone.asked('INVITE')
  expect(invite.body).toHaveLength(0)
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('phone'))
  await calling.next('answered')
  expect(await calling.sdp('offer')).toBe(sdpOf('phone'))
  expect(calling.session.answer(MINE)).toBeNull()
  expect((await phone.asked('ACK')).body).toEqual(new Uint8Array(MINE))
  await calling.next('confirmed')
})

test('a challenge is answered, once', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const secret = { kind: 'password', password: 'secret' } as const
  const calling = call(running, route, { credentials: [{ realm: 'x.test', username: 'weft', secret }] })
  const challenge = { 'Proxy-Authenticate': 'Digest realm="x.test", nonce="n1", algorithm=MD5, qop="auth"' }
  phone.respond(await phone.asked('INVITE'), 407, challenge)
  await phone.asked('ACK')
  const invite = await phone.asked('INVITE')
  expect(fieldOf(invite, 'CSeq')).toBe('2 INVITE')
  expect(fieldOf(invite, 'Proxy-Authorization')).toContain('username="weft", realm="x.test", nonce="n1"')
  phone.respond(invite, 407, challenge)
  await phone.asked('ACK')
  expect(await calling.next('ended')).toMatchObject({ by: 'peer', why: 'rejected', status: 407 })
  expect(running.log.text).not.toContain('secret')
})

test('a BYE that is challenged is sent again with credentials', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const secret = { kind: 'password', password: 'secret' } as const
  const calling = call(running, route, { credentials: [{ realm: null, username: 'weft', secret }] })
  await take(phone)
  await calling.next('progress')
  calling.session.end()
  phone.respond(await phone.asked('BYE'), 401, { 'WWW-Authenticate': 'Digest realm="x.test", nonce="n1", qop="auth"' })
  const bye = await phone.asked('BYE')
  expect(fieldOf(bye, 'Authorization')).toContain('uri="sip:phone@127.0.0.1')
  phone.respond(bye, 200)
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a call that is given up before anything came is cancelled as soon as that may be', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const calling = call(running, route)
  const invite = await phone.asked('INVITE')
  calling.session.end([{ name: 'Reason', value: 'SIP;cause=200' }])
  phone.respond(invite, 180, { Contact: phone.contact })
  const cancel = await phone.asked('CANCEL')
  expect(fieldOf(cancel, 'Reason')).toBe('SIP;cause=200')
  phone.respond(cancel, 200)
  phone.respond(invite, 487)
  await phone.asked('ACK')
  expect(await calling.next('ended')).toMatchObject({ by: 'us', why: 'cancelled', status: null })
  expect(running.edge.sessions.size).toBe(0)
})

test('a phone that took the call although it was given up gets ACK and BYE', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const calling = call(running, route)
  const invite = await phone.asked('INVITE')
  phone.respond(invite, 180, { Contact: phone.contact })
  await calling.next('progress')
  calling.session.end()
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('phone'))
  phone.respond(await phone.until('CANCEL'), 200)
  phone.respond(await phone.until('BYE'), 200)
  await calling.next('ended')
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a call that is forked has one winner, and the other one is ended', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const calling = call(running, route)
  const invite = await phone.asked('INVITE')
  phone.respond(invite, 180, { Contact: phone.contact }, '', 'one')
  phone.respond(invite, 183, { Contact: phone.contact }, sdpOf('early'), 'two')
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('two'), 'two')
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('one'), 'one')
  expect((await phone.asked('ACK')).headers).toContainEqual({ name: 'To', value: expect.stringContaining('tag=two') })
  await phone.asked('ACK')
  const bye = await phone.asked('BYE')
  expect(fieldOf(bye, 'To')).toContain('tag=one')
  phone.respond(bye, 200)
  await calling.next('progress')
  await calling.next('progress')
  expect(await calling.sdp('preview')).toBe(sdpOf('early'))
  await calling.next('answered')
  expect(await calling.sdp('answer')).toBe(sdpOf('two'))
  await calling.next('confirmed')
  await vi.waitUntil(() => running.edge.sessions.size === 1)
})

test('who does not answer, or says 503, is passed over for the next server', async () => {
  const silent = { host: '127.0.0.1', port: 9, transport: 'tcp' } as const
  const routes: SipRoute[] = []
  const running = await edgeWith({ routes })
  const [full, open] = [await phoneFor(running), await phoneFor(running)]
  routes.push(silent, full.route, open.route)
  const calling = call(running, open.route)
  full.phone.respond(await full.phone.asked('INVITE'), 503)
  await full.phone.asked('ACK')
  expect(fieldOf(await open.phone.asked('INVITE'), 'CSeq')).toBe('1 INVITE')
  calling.session.end()
})

test('a call to nobody ends, with why', async () => {
  const running = await edgeWith()
  const nowhere = call(running, { host: '', port: 9, transport: 'tcp' }, { uri: 'sip:bob@nowhere.test' })
  expect(await nowhere.next('ended')).toMatchObject({ by: 'us', why: 'no-route' })
  const refused = call(running, { host: '', port: 9, transport: 'tcp' })
  expect(await refused.next('ended')).toMatchObject({ by: 'peer', why: 'rejected', status: 503 })
  expect(running.edge.sessions.size).toBe(0)
})

test('a call that nobody takes is given up after a minute and a half', async () => {
  const running = await edgeWith({ clock: fastClock(200) })
  const { phone, route } = await phoneFor(running)
  const calling = call(running, route)
  const invite = await phone.asked('INVITE')
  phone.respond(invite, 180, { Contact: phone.contact })
  phone.respond(await phone.until('CANCEL'), 200)
  phone.respond(invite, 487)
  await calling.next('progress')
  expect(await calling.next('ended')).toMatchObject({ by: 'us', why: 'cancelled' })
})

test('what cannot be said in SIP is not sent', async () => {
  const running = await edgeWith()
  const { phone, route } = await phoneFor(running)
  const smuggling = [{ name: 'Subject', value: 'a\r\nX-Evil: yes' }]
  expect(() => call(running, route, { headers: smuggling })).toThrow(SipPrintError)
  const calling = call(running, route)
  await take(phone)
  await calling.next('progress')
  expect(() => calling.session.end(smuggling)).toThrow(SipPrintError)
  calling.session.end()
  await phone.asked('BYE')
})
