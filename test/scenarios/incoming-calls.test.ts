import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SylkClient } from './support/client.ts'
import { ALICE, ANSWER, accepted, BOB, DOMAIN, eventsOf, eventually, ha1, Telephony } from './support/telephony.ts'

let telephony: Telephony
let alice: SylkClient
beforeAll(async () => {
  telephony = await Telephony.start()
})
afterEach(async () => {
  await alice.close()
  telephony.janus.sip.removePhones()
})
afterAll(() => telephony.stop())

test('[12.41] an incoming call is announced under the MD5 of its Call-ID, with the caller’s plain address', async () => {
  alice = await telephony.registered()
  const call = telephony.phone().call(ALICE)
  const incoming = await alice.event('incoming-session')
  const hex = createHash('md5').update(call.callId).digest('hex')
  expect(String(incoming.session).replaceAll('-', '')).toBe(hex)
  expect(incoming).toMatchObject({ account: ALICE, call_id: call.callId, originator: { uri: BOB, display_name: '' } })
  expect(incoming.sdp).toContain('m=audio')
})

test('[12.42] without headers that match there is no headers key', async () => {
  alice = await telephony.registered('alice', { incoming_header_prefixes: ['X-'] })
  telephony.phone().call(ALICE, { headers: { Subject: 'hello' } })
  expect(await alice.event('incoming-session')).not.toHaveProperty('headers')
})

test('[12.37] headers that match come with the call, and those of the answer go out', async () => {
  alice = await telephony.registered('alice', { incoming_header_prefixes: ['X-'] })
  const call = telephony.phone().call(ALICE, { headers: { 'X-Sylk-ZRTP': 'v=3' } })
  const { session, headers } = await alice.event('incoming-session')
  expect(headers).toEqual({ 'X-Sylk-ZRTP': 'v=3' })
  await accepted(alice, 'session-answer', { session, sdp: ANSWER, headers: [{ name: 'X-Sylk-ZRTP', value: 'v=3; yes' }] })
  expect((await call.answered()).headers).toMatchObject({ 'X-Sylk-ZRTP': 'v=3; yes' })
})

test('[12.43][12.15] an answered call is accepted without sdp, then established, and both after the ack', async () => {
  alice = await telephony.registered()
  telephony.phone().call(ALICE)
  const session = String((await alice.event('incoming-session')).session)
  const transaction = alice.send('session-answer', { session, sdp: ANSWER })
  await alice.event('state', 'established')
  expect(alice.received.at(-3)).toEqual({ sylkrtc: 'ack', transaction })
  expect(eventsOf(alice, session).slice(1)).toEqual([
    { event: 'state', state: 'accepted' },
    { event: 'state', state: 'established' },
  ])
})

test('[12.44] a caller who gives up is told as terminated 487, and then as a missed call', async () => {
  alice = await telephony.registered()
  const call = telephony.phone().call(ALICE)
  await alice.event('incoming-session')
  call.cancel()
  const terminated = await alice.event('state', 'terminated')
  expect(terminated.reason).toMatch(/^487 /)
  const missed = await alice.event('missed-session')
  expect(missed).toMatchObject({ account: ALICE, originator: { uri: BOB } })
})

test('a call that was answered on another device is not missed', async () => {
  alice = await telephony.registered()
  const call = telephony.phone().call(ALICE)
  await alice.event('incoming-session')
  call.cancel('SIP;cause=200;text="Call completed elsewhere"')
  await alice.event('state', 'terminated')
  await alice.settled()
  expect(alice.events.filter(({ event }) => event === 'missed-session')).toEqual([])
})

test('[12.45] declining a ringing call answers with the configured code', async () => {
  const server = await Telephony.start({ 'webrtcgateway.ini': { Janus: { decline_code: 603 } } })
  alice = await server.registered()
  const call = server.phone().call(ALICE)
  const { session } = await alice.event('incoming-session')
  await accepted(alice, 'session-terminate', { session })
  expect(await call.refused()).toBe(603)
  await alice.event('state', 'terminated')
  await alice.settled()
  expect(alice.events.filter(({ event }) => event === 'missed-session')).toEqual([])
  await alice.close()
  await server.stop()
})

test('[12.46] a call is answered once', async () => {
  alice = await telephony.registered()
  telephony.phone().call(ALICE)
  const { session } = await alice.event('incoming-session')
  alice.send('session-answer', { session, sdp: ANSWER })
  expect(await alice.request('session-answer', { session, sdp: ANSWER })).toMatch(
    new RegExp(`^Invalid state for answering session ${session}: `),
  )
})

test('a call that is answered and hung up in one breath ends', async () => {
  alice = await telephony.registered()
  const call = telephony.phone().call(ALICE)
  const { session } = await alice.event('incoming-session')
  alice.send('session-answer', { session, sdp: ANSWER })
  await accepted(alice, 'session-terminate', { session })
  await alice.event('state', 'terminated')
  await Promise.race([call.refused(), call.ended()])
})

test('[12.49] candidates may come before the answer', async () => {
  alice = await telephony.registered()
  telephony.phone().call(ALICE)
  const { session } = await alice.event('incoming-session')
  const candidate = 'candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host'
  expect(await alice.request('session-trickle', { session, candidates: [{ candidate, sdpMid: '0', sdpMLineIndex: 0 }] })).toBe(
    'ack',
  )
  await accepted(alice, 'session-answer', { session, sdp: ANSWER })
  await alice.event('state', 'established')
})

test('[12.59] a second call during a call is announced, and both are answered', async () => {
  alice = await telephony.registered()
  const first = await telephony.incomingCall(alice)
  const second = await telephony.incomingCall(alice, telephony.janus.sip.addPhone(`carol@${DOMAIN}`))
  expect(second.session).not.toBe(first.session)
  first.call.hangUp()
  await alice.next((message) => message.session === first.session && message.state === 'terminated')
  second.call.hangUp()
  await alice.next((message) => message.session === second.session && message.state === 'terminated')
})

test('three calls that come at once all ring', async () => {
  alice = await telephony.registered()
  await eventually('helpers are there', () => telephony.janus.handleCount >= 3)
  for (const user of ['bob', 'carol', 'erin']) telephony.janus.sip.addPhone(`${user}@${DOMAIN}`).call(ALICE)
  const callers = []
  for (let i = 0; i < 3; i++) callers.push(JSON.stringify((await alice.event('incoming-session')).originator))
  expect(new Set(callers).size).toBe(3)
})

test('a call that rings two accounts of one connection gets an id in each', async () => {
  alice = await telephony.registered()
  await accepted(alice, 'account-add', { account: `sip:dave@${DOMAIN}`, password: ha1('dave') })
  await accepted(alice, 'account-register', { account: `dave@${DOMAIN}` })
  await alice.next((message) => message.account === `dave@${DOMAIN}` && message.state === 'registered')
  const phone = telephony.phone()
  phone.call(ALICE)
  phone.call(`dave@${DOMAIN}`)
  const sessions = [await alice.event('incoming-session'), await alice.event('incoming-session')].map(({ session }) => session)
  expect(new Set(sessions).size).toBe(2)
})

test('calls beyond what a connection may hold are turned away with 480, and the rest go on', async () => {
  const server = await Telephony.start({ 'weft.ini': { Limits: { calls_per_connection: 1 } } })
  alice = await server.registered()
  await server.incomingCall(alice)
  const second = server.janus.sip.addPhone(`carol@${DOMAIN}`).call(ALICE)
  expect(await second.refused()).toBe(480)
  expect(alice.events.filter(({ event }) => event === 'incoming-session')).toHaveLength(1)
  await alice.close()
  await server.stop()
})
