import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { expect, test, vi } from 'vitest'
import { ROUTE_LIMITS } from '../../server/src/edge/sip/proxy/route-limits.ts'
import type { SipRouting } from '../../server/src/ports/sip-router.ts'
import type { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import { Newsroom, type Reader } from './support/newsroom.ts'
import type { EdgeOptions, RunningEdge } from './support/sip-edge.ts'
import { requestText } from './support/sip-peer.ts'
import { sipScenes } from './support/sip-scene.ts'
import { textOf } from './support/switchboard.ts'

const CONFERENCE = { Event: 'conference', Expires: '600' }

const { edgeWith, phoneAt, tcpPhoneAt } = sipScenes()

interface Scene extends RunningEdge {
  readonly room: Newsroom
}

async function scene(options?: EdgeOptions): Promise<Scene> {
  const room = new Newsroom()
  const running = await edgeWith(room, options)
  return { ...running, room }
}

/** What a NOTIFY says: its body, and the state of the subscription without the seconds that are left. */
const said = (notify: SipRequest) =>
  `${textOf(notify.body)}, ${(fieldOf(notify, 'Subscription-State') ?? '').replace(/;expires=\d+/, '')}`

/** What each phone was told last, which may come again before it is known to have arrived. */
const told = new WeakMap<CallingPhone, string | null>()

/** The next message is a NOTIFY, which is taken. */
async function news(phone: CallingPhone): Promise<string> {
  const notify = await phone.asked('NOTIFY')
  phone.respond(notify, 200)
  const number = fieldOf(notify, 'CSeq')
  if (told.get(phone) === number) return news(phone)
  told.set(phone, number)
  return said(notify)
}

/** A subscription that is there. */
async function subscribed({ room }: Scene, phone: CallingPhone, user = 'room', fields = {}): Promise<Reader> {
  phone.begin('SUBSCRIBE', user, { ...CONFERENCE, ...fields })
  await phone.answer(200)
  expect(await news(phone)).toBe('news 1, active')
  return room.readers.next()
}

for (const [transport, open] of Object.entries({ UDP: phoneAt, TCP: tcpPhoneAt })) {
  test(`a subscription over ${transport}: SUBSCRIBE, 200, NOTIFY, and one for each change`, async () => {
    const running = await scene()
    const phone = await open(running)
    phone.begin('SUBSCRIBE', 'room', CONFERENCE)
    const answer = await phone.answer(200)
    expect(fieldOf(answer, 'Expires')).toBe('600')
    expect(fieldOf(answer, 'Contact')).toMatch(/^<sip:room@127\.0\.0\.1:\d+(;transport=tcp)?>;isfocus$/)
    const first = await phone.asked('NOTIFY')
    expect([fieldOf(first, 'Event'), fieldOf(first, 'Content-Type'), fieldOf(first, 'Contact')]).toEqual([
      'conference',
      'text/plain',
      fieldOf(answer, 'Contact'),
    ])
    expect(fieldOf(first, 'Subscription-State')).toMatch(/^active;expires=(600|599)$/)
    phone.respond(first, 200)
    const { asked, session, subscription } = await running.room.readers.next()
    expect([asked, session]).toEqual([600, null])
    subscription.changed()
    expect(await news(phone)).toBe('news 2, active')
    subscription.changed()
    expect(await news(phone)).toBe('news 3, active')
  })
}

test('a refresh is told the state again, and is granted no more than the application grants', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await subscribed(running, phone)
  const answer = await phone.ask('SUBSCRIBE', 200, { Event: 'conference', Expires: '7200' })
  expect(fieldOf(answer, 'Expires')).toBe('3600')
  expect(await news(phone)).toBe('news 2, active')
})

test('who says no time has an hour', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.begin('SUBSCRIBE', 'room', { Event: 'conference' })
  expect(fieldOf(await phone.answer(200), 'Expires')).toBe('3600')
  await phone.asked('NOTIFY')
  expect((await running.room.readers.next()).asked).toBe(3600)
})

test('a subscription that nobody refreshes expires, and is told so', async () => {
  const running = await scene({ clock: fastClock(100) })
  const phone = await phoneAt(running)
  const { endings } = await subscribed(running, phone, 'room', { Expires: '60' })
  expect(await news(phone)).toBe('news 2, terminated;reason=timeout')
  expect(await endings.next()).toBe('expired')
  await vi.waitUntil(() => running.edge.subscriptions.size === 0)
})

test('who unsubscribes is told the state once more', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  const { endings } = await subscribed(running, phone)
  await phone.ask('SUBSCRIBE', 200, { Event: 'conference', Expires: '0' })
  expect(await news(phone)).toBe('news 2, terminated;reason=timeout')
  expect(await endings.next()).toBe('unsubscribed')
  await phone.ask('SUBSCRIBE', 481, CONFERENCE)
})

test('who asks for the state once gets it, and no subscription', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.begin('SUBSCRIBE', 'room', { Event: 'conference', Expires: '0' })
  await phone.answer(200)
  expect(await news(phone)).toBe('news 1, terminated;reason=timeout')
  const { asked, endings } = await running.room.readers.next()
  expect([asked, await endings.next()]).toEqual([0, 'fetched'])
  await vi.waitUntil(() => running.edge.subscriptions.size === 0)
})

test('the application ends a subscription and says why, even before it has been taken', async () => {
  const running = await scene()
  const [phone, early] = [await phoneAt(running), await phoneAt(running)]
  const { endings, subscription } = await subscribed(running, phone)
  subscription.terminate('noresource')
  expect(await news(phone)).toBe('news 2, terminated;reason=noresource')
  expect(await endings.next()).toBe('terminated')
  subscription.changed()
  early.begin('SUBSCRIBE', 'closing', CONFERENCE)
  await early.answer(200)
  expect(await news(early)).toBe('news 1, active')
  expect(await news(early)).toBe('news 2, terminated;reason=noresource')
})

test('who is slow to answer gets the newest state, and none of those between', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  const { subscription } = await subscribed(running, phone)
  subscription.changed()
  const slow = await phone.asked('NOTIFY')
  for (let change = 0; change < 1000; change++) subscription.changed()
  phone.respond(slow, 200)
  expect([said(slow), await news(phone)]).toEqual(['news 2, active', 'news 3, active'])
  subscription.changed()
  expect(await news(phone)).toBe('news 4, active')
})

test('changes in quick succession are told as one, where the application wants that', async () => {
  const running = await scene({ clock: fastClock(100) })
  const phone = await phoneAt(running)
  const { subscription } = await subscribed(running, phone, 'busy')
  for (let change = 0; change < 50; change++) subscription.changed()
  expect(await news(phone)).toBe('news 2, active')
  // Without the gap, what changed while that one was under way would be told before.
  subscription.terminate('noresource')
  expect(await news(phone)).toBe('news 3, terminated;reason=noresource')
})

test('a NOTIFY that was lost is repeated, the same as it was', async () => {
  const running = await scene({ clock: fastClock(10) })
  const phone = await phoneAt(running)
  phone.begin('SUBSCRIBE', 'room', CONFERENCE)
  await phone.answer(200)
  const [lost, again] = [await phone.asked('NOTIFY'), await phone.asked('NOTIFY')]
  expect(again).toEqual(lost)
  phone.respond(again, 200)
  const { subscription } = await running.room.readers.next()
  subscription.changed()
  told.set(phone, fieldOf(lost, 'CSeq'))
  expect(await news(phone)).toBe('news 2, active')
})

test('who answers no NOTIFY at all is subscribed no more', async () => {
  const running = await scene({ clock: fastClock(200) })
  const phone = await phoneAt(running)
  phone.begin('SUBSCRIBE', 'room', CONFERENCE)
  await phone.answer(200)
  const { endings } = await running.room.readers.next()
  expect(await endings.next()).toBe('lost')
  const { edge } = running
  await vi.waitUntil(() => edge.subscriptions.size + edge.requests === 0)
})

test('who does not know the subscription has none, and may begin another', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.begin('SUBSCRIBE', 'room', CONFERENCE)
  await phone.answer(200)
  phone.respond(await phone.asked('NOTIFY'), 481)
  const { endings } = await running.room.readers.next()
  expect(await endings.next()).toBe('refused')
  await phone.ask('SUBSCRIBE', 481, CONFERENCE)
  await subscribed(running, await phoneAt(running))
})

test('a request of another dialog is 481, and of another kind 405', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await subscribed(running, phone)
  await phone.ask('SUBSCRIBE', 481, { ...CONFERENCE, To: '<sip:room@weft.test>;tag=other' })
  await phone.ask('SUBSCRIBE', 481, { ...CONFERENCE, From: '<sip:phone@phone.test>;tag=other' })
  for (const method of ['BYE', 'INVITE', 'NOTIFY', 'REFER'])
    expect(fieldOf(await phone.ask(method, 405), 'Allow')).toBe('SUBSCRIBE')
  await phone.ask('SUBSCRIBE', 489, { ...CONFERENCE, Event: 'conference;id=2' })
  await phone.ask('SUBSCRIBE', 200, CONFERENCE)
  expect(await news(phone)).toBe('news 2, active')
})

test('[F8] an event that the application does not serve is 489, with those that it does', async () => {
  const running = await scene()
  for (const event of ['presence', 'dialog']) {
    const phone = await phoneAt(running)
    phone.begin('SUBSCRIBE', 'room', { ...CONFERENCE, Event: event })
    expect(fieldOf(await phone.answer(489), 'Allow-Events')).toContain('conference')
  }
  expect(running.room.readers.size).toBe(0)
})

test('the application refuses whom it likes; what is wrong with it is 500, and with the request 400', async () => {
  const running = await scene()
  const refusals: [string, number, Record<string, string>][] = [
    ['nobody', 480, {}],
    ['secret', 403, {}],
    ['defect', 500, {}],
    ['room', 400, { Expires: 'soon' }],
    ['room', 400, { Contact: '<mailto:a@x.test>' }],
  ]
  for (const [user, status, fields] of refusals) {
    const phone = await phoneAt(running)
    phone.begin('SUBSCRIBE', user, { ...CONFERENCE, ...fields })
    await phone.answer(status)
  }
  expect(running.edge.subscriptions.size).toBe(0)
})

test('there are as many subscriptions as there may be: from one address, unheard of, and of one application', async () => {
  for (const limit of [{ mostUnacknowledged: 1 }, { mostPerPeer: 1 }, { mostPerApplication: 1 }]) {
    const running = await scene({ subscriptions: limit })
    const [first, second] = [await phoneAt(running), await phoneAt(running)]
    first.begin('SUBSCRIBE', 'room', CONFERENCE)
    await first.answer(200)
    const notify = await first.asked('NOTIFY')
    second.begin('SUBSCRIBE', 'room', CONFERENCE)
    expect(fieldOf(await second.answer(503), 'Retry-After')).toBe('10')
    first.respond(notify, 200)
    await first.ask('SUBSCRIBE', 200, { Event: 'conference', Expires: '0' })
    await news(first)
    await vi.waitUntil(() => running.edge.subscriptions.size === 0)
    await subscribed(running, await phoneAt(running))
  }
})

test('a subscription that a router gives to the application is one like others', async () => {
  const routing: SipRouting = {
    ...{ do: 'forward', recordRoute: false, headers: [], without: [], why: 'the test says so' },
    targets: [{ kind: 'application', name: 'conference' }],
  }
  const router = { ofServers: [], serves: (host: string) => host === 'home.test', route: async () => routing }
  const running = await scene({ proxy: { router, secret: 'nobody knows that one', limits: ROUTE_LIMITS } })
  const phone = await phoneAt(running)
  phone.send(
    requestText('SUBSCRIBE', 'sip:room@home.test', { ...CONFERENCE, Contact: phone.contact, From: '<sip:a@home.test>;tag=1' }),
  )
  await phone.answer(200)
  expect(await news(phone)).toBe('news 1, active')
})

test('subscriptions within a call are told over its dialog, one after the other with what else is said there', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('room')
  const call = await running.room.calls.next()
  await call.next('confirmed')
  const answer = await phone.ask('SUBSCRIBE', 200, CONFERENCE)
  expect(fieldOf(answer, 'Expires')).toBe('600')
  const first = await phone.asked('NOTIFY')
  expect([said(first), fieldOf(first, 'Call-ID')]).toEqual(['news 1, active', fieldOf(answer, 'Call-ID')])
  phone.respond(first, 200)
  const { session, subscription } = await running.room.readers.next()
  expect(session).toBe(call.session)
  const info = call.session.request({ method: 'INFO', headers: [], contentType: null, body: Buffer.from('') })
  const asked = await phone.asked('INFO')
  subscription.changed()
  const second = await phone.asked('NOTIFY')
  const numbers = [first, asked, second].map((request) => fieldOf(request, 'CSeq'))
  expect(numbers).toEqual(['1 NOTIFY', '2 INFO', '3 NOTIFY'])
  phone.respond(asked, 200)
  phone.respond(second, 200)
  expect((await info).status).toBe(200)
  await phone.ask('SUBSCRIBE', 200, CONFERENCE)
  expect(await news(phone)).toBe('news 3, active')
  expect(running.edge.subscriptions.size).toBe(0)
})

test('a subscription outlasts the call in whose dialog it is', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('room')
  await phone.ask('SUBSCRIBE', 200, CONFERENCE)
  await news(phone)
  const { endings, subscription } = await running.room.readers.next()
  await phone.ask('BYE', 200)
  subscription.changed()
  expect(await news(phone)).toBe('news 2, active')
  expect([running.edge.sessions.open, running.edge.sessions.size]).toEqual([0, 1])
  await phone.ask('INFO', 481)
  await phone.ask('SUBSCRIBE', 200, CONFERENCE)
  expect(await news(phone)).toBe('news 3, active')
  await phone.ask('SUBSCRIBE', 200, { Event: 'conference', Expires: '0' })
  expect(await news(phone)).toBe('news 4, terminated;reason=timeout')
  expect(await endings.next()).toBe('unsubscribed')
  await vi.waitUntil(() => running.edge.sessions.size === 0)
  await phone.ask('SUBSCRIBE', 481, CONFERENCE)
})

test('a subscription in a call that its phone does not know any more is over with the call', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  await phone.call('room')
  const call = await running.room.calls.next()
  await phone.ask('SUBSCRIBE', 200, CONFERENCE)
  await news(phone)
  const { endings } = await running.room.readers.next()
  const info = call.session.request({ method: 'INFO', headers: [], contentType: null, body: Buffer.from('') })
  phone.respond(await phone.asked('INFO'), 481)
  expect([(await info).status, await endings.next()]).toEqual([481, 'lost'])
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('[F13] who stops takes no new subscriptions and ends those there are, in calls and outside', async () => {
  const running = await scene()
  const [talking, reading, late] = [await phoneAt(running), await phoneAt(running), await phoneAt(running)]
  await subscribed(running, reading)
  await talking.call('room')
  await talking.ask('SUBSCRIBE', 200, CONFERENCE)
  await news(talking)
  running.edge.drain()
  late.begin('SUBSCRIBE', 'room', CONFERENCE)
  await late.answer(503)
  const gone = Promise.all([running.edge.sessions.hangUp(), running.edge.subscriptions.end()])
  expect(await news(reading)).toBe('news 2, terminated;reason=probation;retry-after=10')
  expect(await news(talking)).toBe('news 2, terminated;reason=probation;retry-after=10')
  talking.respond(await talking.asked('BYE'), 200)
  await gone
  expect(running.edge.sessions.size + running.edge.subscriptions.size).toBe(0)
})
