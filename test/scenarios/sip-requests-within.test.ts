import { fieldOf } from '@weft/protocols/sip/message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { expect, test, vi } from 'vitest'
import type { SipContact } from '../../server/src/ports/sip-agent.ts'
import type { RequestWithin } from '../../server/src/ports/sip-sessions.ts'
import { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import { Newsroom } from './support/newsroom.ts'
import type { EdgeOptions, RunningEdge } from './support/sip-edge.ts'
import { SipPeer } from './support/sip-peer.ts'
import { sipScenes } from './support/sip-scene.ts'
import { Call, sdpOf, textOf } from './support/switchboard.ts'

const MINE = Buffer.from(sdpOf('weft'))
const FOCUS: SipContact = { user: 'room #1', isFocus: true }
const AS_FOCUS = /^<sip:room%20%231@127\.0\.0\.1:\d+>;isfocus$/

const { edgeWith, endsWith } = sipScenes()

interface Scene extends RunningEdge {
  readonly room: Newsroom
  readonly phone: CallingPhone
  /** The phone's port. */
  readonly port: number
}

async function scene(options?: EdgeOptions): Promise<Scene> {
  const room = new Newsroom()
  const running = await edgeWith(room, options)
  const peer = await SipPeer.udp(running.udp)
  endsWith(() => peer.close())
  return { ...running, room, phone: new CallingPhone(peer), port: peer.port }
}

/** A call of the phone's that is through. */
async function talking({ phone, room }: Scene): Promise<Call> {
  await phone.call('anybody')
  const call = await room.calls.next()
  await call.next('confirmed')
  return call
}

/** A call of the application's to the phone; what it is told comes in order. */
function calling({ edge, port, room }: Scene): Call {
  const uri = `sip:bob@127.0.0.1:${port}`
  const headers = [
    { name: 'Subject', value: 'Join conference request from sip:alice@away.test' },
    { name: 'Referred-By', value: '<sip:alice@away.test>' },
    { name: 'X-Orig-From', value: 'sip:alice@away.test' },
  ]
  const asked = {
    uri,
    from: '"Conference Call" <sip:room@weft.test>',
    to: `<${uri}>`,
    headers,
    description: MINE,
    credentials: [],
  }
  const call: Call = new Call(
    edge.sessions.call({ ...asked, contact: FOCUS }, (event) => call.events.put(event), room),
    null,
  )
  return call
}

const info = (text: string): RequestWithin => ({
  ...{ method: 'INFO', headers: [{ name: 'X-Number', value: text }] },
  ...{ contentType: 'text/plain', body: Buffer.from(text) },
})

test('requests of the application go out one after the other, each with its answer', async () => {
  const running = await scene()
  const { phone } = running
  const { session } = await talking(running)
  const answers = ['one', 'two'].map((text) => session.request(info(text)))
  const first = await phone.asked('INFO')
  expect([fieldOf(first, 'CSeq'), fieldOf(first, 'Content-Type'), fieldOf(first, 'X-Number'), textOf(first.body)]).toEqual([
    '1 INFO',
    'text/plain',
    'one',
    'one',
  ])
  expect(fieldOf(first, 'Contact')).toBeNull()
  phone.respond(first, 100)
  phone.respond(first, 415, { Accept: 'text/html' })
  const second = await phone.asked('INFO')
  expect([fieldOf(second, 'CSeq'), textOf(second.body)]).toEqual(['2 INFO', 'two'])
  phone.respond(second, 200)
  const [refused, taken] = await Promise.all(answers)
  expect([refused?.status, refused?.reason, taken?.status]).toEqual([415, 'Whatever', 200])
  expect(refused?.headers).toContainEqual({ name: 'Accept', value: 'text/html' })
})

test('a REFER of the application says where it is reached, and what comes of it is the application’s to hear', async () => {
  const running = await scene()
  const { phone } = running
  const call = await talking(running)
  const answer = call.session.request({
    ...{ method: 'REFER', headers: [{ name: 'Refer-To', value: '<sip:other@weft.test>' }] },
    ...{ contentType: null, body: Buffer.from('') },
  })
  const refer = await phone.asked('REFER')
  expect([fieldOf(refer, 'Refer-To'), fieldOf(refer, 'Content-Type')]).toEqual(['<sip:other@weft.test>', null])
  expect(fieldOf(refer, 'Contact')).toContain(`:${running.udp}`)
  phone.respond(refer, 202, { Contact: phone.contact })
  expect((await answer).status).toBe(202)
  phone.request('NOTIFY', { Event: 'refer', 'Subscription-State': 'active' })
  await phone.answer(501)
  expect((await call.next('request')).request.method).toBe('NOTIFY')
})

test('a request that nobody answers is 408 and ends the call; those behind it are not sent', async () => {
  const running = await scene({ clock: fastClock(200) })
  const { edge, phone } = running
  const call = await talking(running)
  const answers = ['one', 'two'].map((text) => call.session.request(info(text)))
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([408, 481])
  expect(await call.next('ended')).toMatchObject({ by: 'us', why: 'lost' })
  phone.respond(await phone.until('BYE'), 200)
  await vi.waitUntil(() => edge.sessions.size === 0)
})

test('an answer that comes after the end of the call still counts', async () => {
  const running = await scene()
  const { edge, phone } = running
  const call = await talking(running)
  const answer = call.session.request(info('last'))
  const asked = await phone.asked('INFO')
  call.session.end()
  phone.respond(await phone.asked('BYE'), 200)
  phone.respond(asked, 200)
  expect((await answer).status).toBe(200)
  expect((await call.session.request(info('too late'))).status).toBe(481)
  await vi.waitUntil(() => edge.sessions.size === 0)
})

test('there are as many requests as may wait, and none that calls are made of, or that cannot be said', async () => {
  const { session } = await talking(await scene())
  for (const method of ['BYE', 'INVITE', 'NOTIFY'])
    await expect(session.request({ ...info('x'), method })).rejects.toThrow(method)
  const lines = { name: 'X-A', value: 'two\r\nlines' }
  await expect(session.request({ ...info('x'), headers: [lines] })).rejects.toThrow(SipPrintError)
  const waiting = Array.from({ length: 102 }, (_, count) => session.request(info(`${count}`)))
  expect((await waiting.at(-1))?.status).toBe(500)
})

test('the application says who is called: a room, with isfocus, in its answers and later requests', async () => {
  const running = await scene()
  const { phone, room } = running
  const { called } = room
  room.called = (invitation) => {
    invitation.appearAs(FOCUS)
    return called.call(room, invitation)
  }
  phone.invite('ring')
  expect(fieldOf(await phone.answer(180), 'Contact')).toMatch(AS_FOCUS)
  const call = await room.calls.next()
  call.session.answer(MINE)
  const answer = await phone.answer(200)
  expect(fieldOf(answer, 'Contact')).toMatch(AS_FOCUS)
  expect([fieldOf(answer, 'Allow'), fieldOf(answer, 'Allow-Events')]).toEqual([
    'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, SUBSCRIBE, REFER',
    'conference',
  ])
  phone.ack(answer)
  await call.next('confirmed')
  call.session.offer(MINE)
  expect(fieldOf(await phone.asked('INVITE'), 'Contact')).toMatch(AS_FOCUS)
})

test('an INVITE without an offer is offered something in the answer, or refused', async () => {
  const running = await scene()
  const { phone, room } = running
  phone.invite('anybody', {}, '')
  const answer = await phone.answer(200)
  expect(textOf(answer.body)).toBe(sdpOf('weft'))
  phone.ack(answer, sdpOf('phone'))
  const call = await room.calls.next()
  expect(call.offer).toBeNull()
  expect(await call.sdp('answer')).toBe(sdpOf('phone'))
  const other = await scene()
  other.phone.invite('busy', {}, '')
  other.phone.ack(await other.phone.answer(486))
})

test('a refusal of an offer says why, of a re-INVITE and of an UPDATE alike, and so does the end', async () => {
  const running = await scene()
  const { phone, room } = running
  await phone.call('pensive')
  const call = await room.calls.next()
  await call.next('confirmed')
  const warning = { name: 'Warning', value: '399 weft.test "Streams cannot be deleted from the SDP"' }
  for (const method of ['INVITE', 'UPDATE']) {
    if (method === 'INVITE') phone.invite('pensive')
    else phone.request('UPDATE', { 'Content-Type': 'application/sdp' }, sdpOf('phone'))
    await call.next('offer')
    expect(call.session.refuse({ status: 488, headers: [warning] })).toBeNull()
    const refusal = await phone.answer(488)
    expect(fieldOf(refusal, 'Warning')).toBe(warning.value)
    if (method === 'INVITE') phone.ack(refusal)
  }
  call.session.end([{ name: 'Reason', value: 'SIP;cause=500;text="media stream failed to start"' }])
  expect(fieldOf(await phone.asked('BYE'), 'Reason')).toBe('SIP;cause=500;text="media stream failed to start"')
})

test('a call of a focus goes where the locator says, and says whose it is and why', async () => {
  const proxy = await SipPeer.udp(0)
  endsWith(() => proxy.close())
  const running = await scene({ routes: [{ host: '127.0.0.1', port: proxy.port, transport: 'udp' }] })
  const call = calling(running)
  expect((await call.session.request(info('early'))).status).toBe(481)
  const invite = await proxy.next()
  if (invite.kind !== 'request') throw new Error('no request')
  expect(invite.uri).toBe(`sip:bob@127.0.0.1:${running.port}`)
  expect(fieldOf(invite, 'From')).toMatch(/^"Conference Call" <sip:room@weft\.test>;tag=/)
  expect(fieldOf(invite, 'Contact')).toMatch(AS_FOCUS)
  expect(fieldOf(invite, 'Allow-Events')).toBe('conference')
  expect([fieldOf(invite, 'Subject'), fieldOf(invite, 'Referred-By'), fieldOf(invite, 'X-Orig-From')]).toEqual([
    'Join conference request from sip:alice@away.test',
    '<sip:alice@away.test>',
    'sip:alice@away.test',
  ])
})

test('who was called may subscribe in the call, and refer', async () => {
  const running = await scene()
  const { phone, room } = running
  const call = calling(running)
  const invite = await phone.asked('INVITE')
  phone.respond(invite, 200, { Contact: phone.contact }, sdpOf('phone'))
  const ack = await phone.asked('ACK')
  const dialog = { From: fieldOf(ack, 'To') ?? '', To: fieldOf(ack, 'From') ?? '', 'Call-ID': fieldOf(ack, 'Call-ID') ?? '' }
  const answer = await phone.ask('SUBSCRIBE', 200, { ...dialog, Event: 'conference', Expires: '60' })
  expect(fieldOf(answer, 'Contact')).toMatch(AS_FOCUS)
  expect(textOf((await phone.asked('NOTIFY')).body)).toBe('news 1')
  expect((await room.readers.next()).session).toBe(call.session)
})
