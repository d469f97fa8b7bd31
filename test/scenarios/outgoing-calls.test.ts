import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { phoneAnswer } from '../contract/sdp.ts'
import type { SylkClient } from './support/client.ts'
import { ALICE, accepted, BOB, DOMAIN, eventsOf, eventually, OFFER, Telephony } from './support/telephony.ts'

let telephony: Telephony
let alice: SylkClient
beforeAll(async () => {
  telephony = await Telephony.start({ 'weft.ini': { Janus: { reconnect_min: 0.1, reconnect_max: 0.2 } } })
})
afterEach(async () => {
  await alice.close()
  telephony.janus.sip.removePhones()
  telephony.janus.media = 'automatic'
})
afterAll(() => telephony.stop())

const create = (more: object = {}) =>
  alice.request('session-create', { session: 's1', account: ALICE, uri: BOB, sdp: OFFER, ...more })

test('[12.34][12.15] a call is told as progress, ringing, proceeding, accepted and established, after the ack', async () => {
  alice = await telephony.client()
  const phone = telephony.phone()
  const transaction = alice.send('session-create', { session: 's1', account: ALICE, uri: BOB, sdp: OFFER })
  const call = await phone.nextCall()
  call.ring()
  call.progress(182)
  await call.answer()
  await alice.event('state', 'established')
  expect(alice.received[2]).toEqual({ sylkrtc: 'ack', transaction })
  expect(eventsOf(alice, 's1')).toEqual([
    { event: 'state', state: 'progress' },
    { event: 'state', state: 'ringing' },
    { event: 'state', state: 'proceeding', code: 182 },
    { event: 'state', state: 'accepted', sdp: expect.stringContaining('m=audio'), call_id: call.callId },
    { event: 'state', state: 'established' },
  ])
})

test('[12.35] after early media the answer comes without sdp', async () => {
  alice = await telephony.client()
  telephony.janus.media = 'manual'
  const phone = telephony.phone()
  await create()
  const call = await phone.nextCall()
  call.earlyMedia()
  const early = await alice.event('state', 'early-media')
  expect(early).toMatchObject({ sdp: expect.stringContaining('m=audio'), call_id: call.callId })
  await call.answer()
  const answer = await alice.event('state', 'accepted')
  expect(answer).not.toHaveProperty('sdp')
  expect(answer.call_id).toBe(call.callId)
})

test('[12.36] a call that was answered after early media can be updated and carries messages', async () => {
  alice = await telephony.client()
  const phone = telephony.phone()
  await create()
  const call = await phone.nextCall()
  call.earlyMedia()
  await alice.event('state', 'established')
  await call.answer()
  await alice.event('state', 'accepted')
  const message = { message_id: 'm1', content: 'hi', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z' }
  expect(await alice.request('session-message', { session: 's1', ...message })).toBe('ack')
  expect(await alice.request('session-update', { session: 's1', sdp: OFFER })).toBe('ack')
  await call.nextOffer()
})

test('[12.37] headers go out with the call and come back with the answer, also after early media', async () => {
  alice = await telephony.client('alice', { incoming_header_prefixes: ['X-'] })
  const phone = telephony.phone()
  await create({ headers: [{ name: 'X-Sylk-ZRTP', value: 'v=3; suites=AES-128-GCM' }] })
  const call = await phone.nextCall()
  expect(call.headers).toMatchObject({ 'X-Sylk-ZRTP': 'v=3; suites=AES-128-GCM' })
  call.earlyMedia()
  await alice.event('state', 'early-media')
  await call.answer({ headers: { 'X-Sylk-ZRTP': 'v=3; ok', Subject: 'not asked for' } })
  expect((await alice.event('state', 'accepted')).headers).toEqual({ 'X-Sylk-ZRTP': 'v=3; ok' })
})

test('[12.37] without headers there is no headers key', async () => {
  alice = await telephony.client('alice', { incoming_header_prefixes: ['X-'] })
  await telephony.outgoingCall(alice)
  expect(eventsOf(alice, 's1').find((event) => 'sdp' in event)).not.toHaveProperty('headers')
})

test('[12.38] a session id is used once at a time', async () => {
  alice = await telephony.client()
  await telephony.outgoingCall(alice)
  expect(await create()).toBe('Session ID s1 already in use')
})

test('[12.39] a callee who is busy ends the call with exactly one terminated', async () => {
  alice = await telephony.client()
  const phone = telephony.phone()
  await create()
  const call = await phone.nextCall()
  call.reject(486)
  expect((await alice.event('state', 'terminated')).reason).toMatch(/^486 Busy/)
  // Whatever Janus still says of it has come by the time another call has ended.
  await create({ session: 's2' })
  const again = await phone.nextCall()
  again.reject(486)
  await alice.next((message) => message.session === 's2' && message.state === 'terminated')
  expect(alice.sessionLog('s1')).toEqual(['state progress', 'state terminated'])
  expect(await create()).toBe('ack')
})

test('nobody at home is told with 480', async () => {
  alice = await telephony.client()
  await create({ uri: `nobody@${DOMAIN}` })
  expect((await alice.event('state', 'terminated')).reason).toMatch(/^480 /)
})

test('[12.40] a caller who gives up is told 487, and the phone stops ringing', async () => {
  alice = await telephony.client()
  const phone = telephony.phone()
  await create()
  const call = await phone.nextCall()
  call.ring()
  await alice.event('state', 'ringing')
  await accepted(alice, 'session-terminate', { session: 's1' })
  expect((await alice.event('state', 'terminated')).reason).toMatch(/^487 /)
  expect(await call.ended()).toBe('cancel')
})

test('a call that is created and given up in one breath ends once', async () => {
  alice = await telephony.client()
  telephony.phone()
  alice.send('session-create', { session: 's1', account: ALICE, uri: BOB, sdp: OFFER })
  expect(await alice.request('session-terminate', { session: 's1' })).toBe('ack')
  await alice.event('state', 'terminated')
  // Janus says nothing to a hang-up that comes too early, and is given five seconds to.
  await eventually('nothing is held for it', () => telephony.janus.handleCount === 0, 10_000)
  expect(alice.sessionLog('s1').filter((line) => line === 'state terminated')).toHaveLength(1)
})

test('hanging up sends a BYE and ends with 200', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  await accepted(alice, 'session-terminate', { session: 's1' })
  expect(await call.ended()).toBe('bye')
  expect((await alice.event('state', 'terminated')).reason).toMatch(/^200/)
  await eventually('nothing is held for it', () => telephony.janus.handleCount === 0)
})

test('the other side hanging up ends with 200', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  call.hangUp()
  expect((await alice.event('state', 'terminated')).reason).toMatch(/^200/)
})

test('[12.46] an outgoing call cannot be answered', async () => {
  alice = await telephony.client()
  await telephony.outgoingCall(alice)
  expect(await alice.request('session-answer', { session: 's1', sdp: OFFER })).toBe('Cannot answer outgoing session s1')
})

test('[12.47] candidates reach the backend, whatever a browser leaves out of them, and their end does too', async () => {
  alice = await telephony.client()
  telephony.phone()
  await create()
  const trickle = (candidates: object[]) => alice.request('session-trickle', { session: 's1', candidates })
  const candidate = 'candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host'
  expect(await trickle([{ candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' }])).toBe('ack')
  expect(await trickle([{ candidate, sdpMid: null, sdpMLineIndex: 0 }])).toBe('ack')
  expect(await trickle([{ candidate, sdpMid: '0' }])).toBe('ack')
  expect(await trickle([{ candidate }, { candidate: '', sdpMid: '0' }])).toBe('ack')
  expect(await trickle([])).toBe('ack')
  const seen = JSON.stringify(telephony.janus.candidates)
  expect(seen).toContain('192.0.2.1')
  expect(seen).toContain('"completed":true')
  expect(seen).not.toContain('null')
})

test('[12.48] candidates for a call that has just ended are acknowledged', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  call.hangUp()
  await alice.event('state', 'terminated')
  expect(await alice.request('session-trickle', { session: 's1', candidates: [] })).toBe('ack')
})

test('candidates that overtake their call wait for it', async () => {
  alice = await telephony.client()
  telephony.phone()
  const candidate = 'candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host'
  expect(
    await alice.request('session-trickle', { session: 's1', candidates: [{ candidate, sdpMid: '0', sdpMLineIndex: 0 }] }),
  ).toBe('ack')
  expect(await create()).toBe('ack')
  await eventually('the candidate is there', () => JSON.stringify(telephony.janus.candidates).includes('192.0.2.7'))
})

test('[12.50] a session that never was is unknown', async () => {
  alice = await telephony.client()
  for (const [name, more] of [
    ['session-terminate', {}],
    ['session-answer', { sdp: OFFER }],
    ['session-update', { sdp: OFFER }],
    ['session-dtmf-info', { digit: '1' }],
  ] as const) {
    expect(await alice.request(name, { session: 'never', ...more })).toBe('Unknown session never')
  }
})

test('[12.57] a call the backend turns out not to be able to make ends with its text', async () => {
  alice = await telephony.client()
  telephony.janus.failNext('call', 'Error parsing answer SDP')
  expect(await create()).toBe('ack')
  expect((await alice.event('state', 'terminated')).reason).toBe('Error parsing answer SDP')
  await eventually('nothing is held for it', () => telephony.janus.handleCount === 0)
})

test('[12.58] SRTP is offered, but not to numbers of the public network', async () => {
  alice = await telephony.client()
  const phone = telephony.phone({ secure: true })
  await create()
  expect((await phone.nextCall()).offer).toMatch(/^a=crypto:/m)
  const number = `+3112345@${DOMAIN}`
  const gateway = telephony.janus.sip.addPhone(number, { secure: true })
  await create({ session: 's2', uri: number })
  expect((await gateway.nextCall()).offer).not.toMatch(/^a=crypto:/m)
})

test('SRTP is not offered where the operator has switched it off', async () => {
  const server = await Telephony.start({ 'weft.ini': { Calls: { offer_srtp: 'no' } } })
  alice = await server.client()
  const phone = server.phone({ secure: true })
  await create()
  expect((await phone.nextCall()).offer).not.toMatch(/^a=crypto:/m)
  await alice.close()
  await server.stop()
})

test('a phone without SRTP is called without it, and rings once', async () => {
  alice = await telephony.client()
  const phone = telephony.phone()
  await create()
  const call = await phone.nextCall()
  expect(call.offer).not.toMatch(/^a=crypto:/m)
  call.ring()
  await call.answer({ sdp: phoneAnswer(call.offer) })
  await alice.event('state', 'established')
  expect(alice.sessionLog('s1')).toEqual(['state progress', 'state ringing', 'state accepted', 'state established'])
})

test('[12.3] with Janus away a call is refused with a clear text, and clients can still connect', async () => {
  await telephony.janus.stop()
  alice = await telephony.client()
  expect(await create()).toBe('The media server is not available at the moment')
  expect(await alice.request('videoroom-join', { session: 'r', account: ALICE, uri: `room@${DOMAIN}`, sdp: OFFER })).toBe(
    'The media server is not available at the moment',
  )
  await telephony.janus.restart()
  telephony.phone()
  await eventually(
    'Janus is back',
    () =>
      telephony.weft.log.text.lastIndexOf('connected to Janus') > telephony.weft.log.text.lastIndexOf('no connection to Janus'),
  )
  expect(await create()).toBe('ack')
})

test('[12.5] when Janus drops, calls end with a reason, the client stays, and new calls work once it is back', async () => {
  alice = await telephony.registered()
  await telephony.outgoingCall(alice)
  telephony.janus.sever()
  await alice.event('registration-state', 'failed')
  await alice.event('registration-state', 'registered')
  const ended = alice.events.filter(({ state }) => state === 'terminated')
  expect(ended).toMatchObject([{ session: 's1', reason: 'the connection to Janus is gone' }])
  await telephony.outgoingCall(alice, 's2', telephony.janus.sip.addPhone(BOB))
})

test('a Janus that answers nothing costs a call its request, not the client its connection', async () => {
  const slow = await Telephony.start({ 'weft.ini': { Janus: { request_timeout: 0.5 } } })
  alice = await slow.client()
  slow.janus.stalled = true
  const creating = create()
  expect(await alice.request('ping')).toBe('ack')
  expect(await creating).toBe('The media server did not answer in time')
  slow.janus.stalled = false
  await alice.close()
  await slow.stop()
})
