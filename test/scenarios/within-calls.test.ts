import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { browserSdp } from '../contract/sdp.ts'
import type { SylkClient } from './support/client.ts'
import { ALICE, ANSWER, accepted, BOB, eventsOf, OFFER, Telephony } from './support/telephony.ts'

let telephony: Telephony
let alice: SylkClient
beforeAll(async () => {
  telephony = await Telephony.start({ 'weft.ini': { Calls: { update_timeout: 1 } } })
})
afterEach(async () => {
  await alice.close()
  telephony.janus.sip.removePhones()
})
afterAll(() => telephony.stop())

const VIDEO = browserSdp({ type: 'offer', video: true })
const message = { message_id: 'm1', content: 'hi', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z' }

test('[12.51] an update is offered to the other side, and its answer comes back', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  await accepted(alice, 'session-update', { session: 's1', sdp: VIDEO })
  const offer = await call.nextOffer()
  expect(offer.sdp).toContain('m=video')
  offer.answer()
  expect((await alice.event('update', 'accepted')).sdp).toContain('m=video')
})

test('[12.52] an offer of the other side is handed over, and the answer goes back without a further event', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  const answering = call.offerAgain()
  expect((await alice.event('update', 'received')).sdp).toContain('m=audio')
  await accepted(alice, 'session-update', { session: 's1', sdp: ANSWER })
  expect(await answering).toMatchObject({ code: 200, sdp: expect.stringContaining('m=audio') })
  await alice.settled()
  expect(alice.sessionLog('s1').at(-1)).toBe('update received')
  expect(await alice.request('session-update', { session: 's1', sdp: OFFER })).toBe('ack')
})

test('[12.53] an update that the other side rejects is told, and the call goes on', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  await accepted(alice, 'session-update', { session: 's1', sdp: VIDEO })
  const offer = await call.nextOffer()
  offer.reject(488)
  expect((await alice.event('update', 'failed')).reason).toMatch(/^488 /)
  expect(await alice.request('session-message', { session: 's1', ...message })).toBe('ack')
  await call.nextMessage()
})

test('[12.54] offers that cross: the other side’s is refused with 491, ours goes on', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  await accepted(alice, 'session-update', { session: 's1', sdp: VIDEO })
  const offer = await call.nextOffer()
  const theirs = call.offerAgain()
  expect((await theirs).code).toBe(491)
  offer.answer()
  await alice.event('update', 'accepted')
  expect(alice.sessionLog('s1')).not.toContain('update received')
})

test('an offer that crosses the other side’s on the way to us is refused, and theirs can still be answered', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  const answering = call.offerAgain()
  await alice.event('update', 'received')
  expect(await alice.request('session-update', { session: 's1', sdp: VIDEO })).toBe(
    'Invalid state for updating session s1: remote-updating',
  )
  await accepted(alice, 'session-update', { session: 's1', sdp: ANSWER })
  expect((await answering).code).toBe(200)
})

test('an update the backend refuses afterwards is told as failed', async () => {
  alice = await telephony.client()
  await telephony.outgoingCall(alice)
  telephony.janus.failNext('update', 'Error parsing offer')
  await accepted(alice, 'session-update', { session: 's1', sdp: VIDEO })
  expect((await alice.event('update', 'failed')).reason).toBe('Error parsing offer')
})

test('an offer that a client never answers does not end the call', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  const answer = await call.offerAgain()
  expect(answer.code === 488 || answer.sdp.includes('m=')).toBe(true)
  expect(await alice.request('session-message', { session: 's1', ...message })).toBe('ack')
  expect(alice.sessionLog('s1')).not.toContain('state terminated')
})

test('[12.55] a key is an INFO of its own, and needs media', async () => {
  alice = await telephony.client()
  const phone = telephony.phone()
  await accepted(alice, 'session-create', { session: 's1', account: ALICE, uri: BOB, sdp: OFFER })
  await alice.event('state', 'progress')
  expect(await alice.request('session-dtmf-info', { session: 's1', digit: '5' })).toBe(
    'Invalid state session s1: progress for DTMF info',
  )
  const call = await phone.nextCall()
  await call.answer()
  await alice.event('state', 'established')
  await accepted(alice, 'session-dtmf-info', { session: 's1', digit: '5', duration: 120 })
  const info = await call.nextInfo()
  expect(info.contentType).toBe('application/dtmf-relay')
  expect(info.content).toMatch(/Signal=5\r\nDuration=120/)
})

test('several keys at once are one INFO each', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  await accepted(alice, 'session-dtmf-info', { session: 's1', digit: '1,2#' })
  const keys = [await call.nextInfo(), await call.nextInfo(), await call.nextInfo()].map(
    ({ content }) => /Signal=(.)/.exec(content)?.[1],
  )
  expect(keys).toEqual(['1', '2', '#'])
})

test('[12.56] a message arrives unchanged in CPIM, and its outcome is told under its id', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  const content = JSON.stringify({ key: 'grüße ✓ '.repeat(400) })
  await accepted(alice, 'session-message', {
    session: 's1',
    ...message,
    content,
    content_type: 'application/sylk-zrtp-negotiation',
  })
  const arrived = await call.nextMessage()
  expect(arrived.contentType).toBe('message/cpim')
  expect(arrived.content).toContain('imdn.Message-ID: m1\r\n')
  expect(arrived.content).toContain(`From: <sip:${ALICE}>\r\n`)
  expect(arrived.content.endsWith(`\r\n\r\n${content}`)).toBe(true)
  arrived.respond(200)
  expect(await alice.event('disposition-notification')).toMatchObject({
    session: 's1',
    message_id: 'm1',
    message_timestamp: '2026-07-17T08:41:52.123000+00:00',
    state: 'accepted',
    code: 200,
  })
})

test('[12.56] a message that is refused is told as failed, with the code', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  await accepted(alice, 'session-message', { session: 's1', ...message })
  const arrived = await call.nextMessage()
  arrived.respond(488)
  expect(await alice.event('disposition-notification')).toMatchObject({ message_id: 'm1', state: 'failed', code: 488 })
})

test('outcomes of several messages come back in their order', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  for (const id of ['a', 'b', 'c']) await accepted(alice, 'session-message', { session: 's1', ...message, message_id: id })
  for (const code of [200, 488, 202]) (await call.nextMessage()).respond(code)
  const outcomes = []
  for (let i = 0; i < 3; i++) outcomes.push(await alice.event('disposition-notification'))
  expect(outcomes.map(({ message_id, state }) => `${message_id} ${state}`)).toEqual(['a accepted', 'b failed', 'c accepted'])
})

test('a message that comes in is an event of the call, with everything a client needs', async () => {
  alice = await telephony.client()
  const call = await telephony.outgoingCall(alice)
  const cpim =
    `From: "Bob" <sip:${BOB}>\r\nTo: <sip:${ALICE}>\r\nDateTime: 2026-07-17T08:41:52Z\r\nNS: imdn <urn:ietf:params:imdn>\r\n` +
    'imdn.Message-ID: x1\r\nimdn.Disposition-Notification: positive-delivery, display\r\n\r\nContent-Type: text/plain\r\n\r\nhello ✓'
  expect(await call.sendMessage('message/cpim', cpim)).toBe(200)
  expect(await alice.event('message')).toMatchObject({
    session: 's1',
    sender: { uri: BOB, display_name: 'Bob' },
    message_id: 'x1',
    content: 'hello ✓',
    content_type: 'text/plain',
    disposition_notification: ['positive-delivery', 'display'],
  })
})

test('messages need an established call', async () => {
  alice = await telephony.client()
  telephony.phone()
  await accepted(alice, 'session-create', { session: 's1', account: ALICE, uri: BOB, sdp: OFFER })
  await alice.event('state', 'progress')
  expect(await alice.request('session-message', { session: 's1', ...message })).toBe(
    'Invalid state session s1: progress for sending messages',
  )
  expect(eventsOf(alice, 's1')).toHaveLength(1)
})
