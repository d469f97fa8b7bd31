import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { expect, test, vi } from 'vitest'
import type { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import { type Errand, Newsroom } from './support/newsroom.ts'
import type { EdgeOptions, RunningEdge } from './support/sip-edge.ts'
import { sipScenes } from './support/sip-scene.ts'
import { textOf } from './support/switchboard.ts'

const BOB = { 'Refer-To': '<sip:bob@away.test>', 'Referred-By': '"A" <sip:phone@phone.test>' }

const { edgeWith, phoneAt } = sipScenes()

interface Scene extends RunningEdge {
  readonly room: Newsroom
  readonly phone: CallingPhone
}

async function scene(options?: EdgeOptions): Promise<Scene> {
  const room = new Newsroom()
  const running = await edgeWith(room, options)
  return { ...running, room, phone: await phoneAt(running) }
}

/** What a NOTIFY says: how the request fares, and the state of the subscription without the seconds that are left. */
const said = (notify: SipRequest) =>
  `${textOf(notify.body).trim()}, ${(fieldOf(notify, 'Subscription-State') ?? '').replace(/;expires=\d+/, '')}`

/** The next message is a NOTIFY, which is taken. */
async function news(phone: CallingPhone): Promise<string> {
  const notify = await phone.asked('NOTIFY')
  phone.respond(notify, 200)
  return said(notify)
}

/** A REFER that is taken, whose sender has heard that. */
async function referred({ room, phone }: Scene, fields = {}): Promise<Errand> {
  phone.begin('REFER', 'room', { ...BOB, ...fields })
  await phone.answer(202)
  expect(await news(phone)).toBe('SIP/2.0 100 Trying, active')
  return room.errands.next()
}

test('a REFER is taken, and its sender hears how it goes to the end', async () => {
  const running = await scene()
  const { edge, phone, room } = running
  phone.begin('REFER', 'room', BOB)
  const answer = await phone.answer(202)
  expect(fieldOf(answer, 'Contact')).toMatch(/^<sip:room@127\.0\.0\.1:\d+>;isfocus$/)
  const first = await phone.asked('NOTIFY')
  expect([fieldOf(first, 'Event'), fieldOf(first, 'Content-Type'), said(first)]).toEqual([
    'refer;id=1',
    'message/sipfrag;version=2.0',
    'SIP/2.0 100 Trying, active',
  ])
  expect(fieldOf(first, 'Subscription-State')).toMatch(/expires=(180|179)$/)
  phone.respond(first, 200)
  const { asked, referral } = await room.errands.next()
  expect(asked).toMatchObject({ target: 'sip:bob@away.test', method: 'INVITE', referredBy: BOB['Referred-By'], replaces: false })
  referral.report(180)
  expect(await news(phone)).toBe('SIP/2.0 180 Ringing, active')
  referral.report(486, 'Busy, sorry')
  expect(await news(phone)).toBe('SIP/2.0 486 Busy, sorry, terminated;reason=noresource')
  referral.report(200)
  await vi.waitUntil(() => edge.subscriptions.size === 0)
  expect(() => referral.report(200, 'two\r\nlines')).toThrow(SipPrintError)
})

test('how it goes may be known before the REFER is answered, and is told then', async () => {
  const { phone, room } = await scene()
  phone.begin('REFER', 'room', { 'Refer-To': '<sip:late@away.test>' })
  const { referral } = await room.errands.next()
  referral.report(180)
  referral.report(200)
  room.letIn()
  await phone.answer(202)
  expect(await news(phone)).toBe('SIP/2.0 100 Trying, active')
  expect(await news(phone)).toBe('SIP/2.0 200 OK, terminated;reason=noresource')
})

test('what to do is read as it was meant: the method in either place, in any case, and bare addresses', async () => {
  const { udp, room } = await scene()
  const meant: [string, string, string][] = [
    ['<sip:bob@away.test;method=BYE>', 'sip:bob@away.test', 'BYE'],
    ['<sip:bob@away.test>;method=bye', 'sip:bob@away.test', 'BYE'],
    ['bob@away.test', 'sip:bob@away.test', 'INVITE'],
    ['<http://away.test/>', 'http://away.test/', 'INVITE'],
  ]
  for (const [value, target, method] of meant) {
    const phone = await phoneAt({ udp })
    phone.begin('REFER', 'room', { 'Refer-To': value })
    await phone.answer(202)
    expect((await room.errands.next()).asked).toMatchObject({ target, method, referredBy: null })
  }
})

test('a REFER that the application does not like, or that says too little, is refused and nothing follows', async () => {
  const { edge, udp, room } = await scene()
  const refusals: [Record<string, string>, number][] = [
    [{ 'Refer-To': '<sip:refused@away.test>' }, 403],
    [{}, 400],
    [{ 'Refer-To': '<bob>' }, 400],
    [{ ...BOB, Contact: '<mailto:a@x.test>' }, 400],
  ]
  for (const [fields, status] of refusals) {
    const phone = await phoneAt({ udp })
    phone.begin('REFER', 'room', fields)
    await phone.answer(status)
  }
  expect([edge.subscriptions.size, edge.requests, room.errands.size]).toEqual([0, 0, 0])
})

test('who does not want to hear how it goes is told nothing', async () => {
  const { edge, phone, room } = await scene({ subscriptions: { mostPerApplication: 1 } })
  for (let count = 0; count < 2; count++) {
    phone.begin('REFER', 'room', { ...BOB, 'Refer-Sub': 'false', To: '<sip:room@weft.test>' })
    expect(fieldOf(await phone.answer(202), 'Refer-Sub')).toBe('false')
    const { referral } = await room.errands.next()
    referral.report(200)
  }
  expect([edge.subscriptions.size, edge.requests]).toEqual([0, 0])
})

test('within a call a REFER is told over its dialog, and several at a time', async () => {
  const running = await scene()
  const { phone, room } = running
  await phone.call('room')
  const call = await room.calls.next()
  await phone.ask('REFER', 202, BOB)
  const first = await phone.asked('NOTIFY')
  phone.respond(first, 200)
  await phone.ask('REFER', 202, { 'Refer-To': '<sip:carol@away.test;method=BYE>' })
  const second = await phone.asked('NOTIFY')
  phone.respond(second, 200)
  expect([fieldOf(first, 'Event'), fieldOf(second, 'Event')]).toEqual(['refer;id=2', 'refer;id=3'])
  const [bob, carol] = [await room.errands.next(), await room.errands.next()]
  expect([bob.asked.session, carol.asked.method]).toEqual([call.session, 'BYE'])
  carol.referral.report(200)
  const done = await phone.asked('NOTIFY')
  phone.respond(done, 200)
  expect([fieldOf(done, 'Event'), said(done)]).toEqual(['refer;id=3', 'SIP/2.0 200 OK, terminated;reason=noresource'])
  await phone.ask('SUBSCRIBE', 200, { Event: 'refer;id=2', Expires: '0' })
  expect(await news(phone)).toBe('SIP/2.0 100 Trying, terminated;reason=timeout')
  await phone.ask('BYE', 200)
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a REFER that takes too long is told no more after three minutes, unless its sender asks for more', async () => {
  const running = await scene({ clock: fastClock(400) })
  const { referral } = await referred(running)
  let last = await news(running.phone)
  while (last === 'SIP/2.0 100 Trying, active') last = await news(running.phone)
  expect(last).toBe('SIP/2.0 100 Trying, terminated;reason=timeout')
  await vi.waitUntil(() => running.edge.subscriptions.size === 0)
  referral.report(200)
})

test('a referral that fails by a defect is 500', async () => {
  const running = await scene()
  running.room.referred = () => Promise.reject(new Error('a defect'))
  running.phone.begin('REFER', 'room', BOB)
  await running.phone.answer(500)
  expect(running.edge.subscriptions.size).toBe(0)
})
