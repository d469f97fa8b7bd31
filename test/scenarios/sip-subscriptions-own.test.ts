import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { expect, test, vi } from 'vitest'
import type { OutgoingSubscription, SubscriberEvent, SubscriptionOfOurs } from '../../server/src/ports/sip-subscriber.ts'
import { Inbox } from '../contract/inbox.ts'
import { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import { type EdgeOptions, type RunningEdge, Toy } from './support/sip-edge.ts'
import { SipPeer } from './support/sip-peer.ts'
import { sipScenes } from './support/sip-scene.ts'
import { textOf } from './support/switchboard.ts'

const { edgeWith, endsWith } = sipScenes()

interface Watching {
  readonly running: RunningEdge
  readonly phone: CallingPhone
  readonly subscription: SubscriptionOfOurs
  readonly events: Inbox<SubscriberEvent>
  /** What a NOTIFY within the subscription says besides its own fields. */
  tell(subscribe: SipRequest, state: string, body?: string, tag?: string): void
}

/** The edge subscribes to the presence of somebody on a phone. */
async function watch(wanted: Partial<OutgoingSubscription> = {}, options: EdgeOptions = {}): Promise<Watching> {
  const running = await edgeWith(new Toy('conference', []), options)
  const peer = await SipPeer.udp(running.udp)
  endsWith(() => peer.close())
  const phone = new CallingPhone(peer)
  const events = new Inbox<SubscriberEvent>('event of a subscription')
  const uri = `sip:bob@127.0.0.1:${peer.port}`
  const subscription = running.edge.subscriber.subscribe(
    {
      ...{ uri, from: '<sip:weft@weft.test>', to: `<${uri}>`, headers: [], event: 'presence', accept: ['application/pidf+xml'] },
      ...{ expires: 600, credentials: [], ...wanted },
    },
    (event) => events.put(event),
  )
  const tell: Watching['tell'] = (subscribe, state, body = '', tag = 'phone') =>
    void phone.request(
      'NOTIFY',
      {
        From: `${fieldOf(subscribe, 'To')?.replace(/;tag=.*/, '')};tag=${tag}`,
        To: fieldOf(subscribe, 'From') ?? '',
        'Call-ID': fieldOf(subscribe, 'Call-ID') ?? '',
        Contact: phone.contact,
        Event: 'presence',
        'Subscription-State': state,
        ...(body === '' ? {} : { 'Content-Type': 'application/pidf+xml' }),
      },
      body,
    )
  return { running, phone, subscription, events, tell }
}

/** What comes next, its content as text. */
async function next(events: Inbox<SubscriberEvent>): Promise<string> {
  const event = await events.next()
  if (event.kind === 'accepted') return 'accepted'
  if (event.kind === 'state') return `${event.state} ${event.content === null ? 'nothing' : textOf(event.content.body)}`
  return `ended: ${event.why} ${event.status ?? '-'} ${event.reason ?? '-'} ${event.retryAfter ?? 'never'}`
}

/** A subscription that is there. */
async function watching(options: EdgeOptions = {}): Promise<Watching & { readonly subscribe: SipRequest }> {
  const all = await watch({}, options)
  const subscribe = await all.phone.asked('SUBSCRIBE')
  all.phone.respond(subscribe, 200, { Contact: all.phone.contact, Expires: '600' })
  all.tell(subscribe, 'active;expires=600', '<open/>')
  await all.phone.answer(200)
  expect([await next(all.events), await next(all.events)]).toEqual(['accepted', 'active <open/>'])
  return { ...all, subscribe }
}

test('somebody is subscribed to, first without an answer to whether we may, then with the state and each change of it', async () => {
  const { phone, events, tell } = await watch()
  const subscribe = await phone.asked('SUBSCRIBE')
  expect([fieldOf(subscribe, 'Event'), fieldOf(subscribe, 'Expires'), fieldOf(subscribe, 'Accept')]).toEqual([
    'presence',
    '600',
    'application/pidf+xml',
  ])
  expect(fieldOf(subscribe, 'Contact')).toMatch(/^<sip:[^@]+@127\.0\.0\.1:\d+>$/)
  phone.respond(subscribe, 202, { Contact: phone.contact, Expires: '600' })
  tell(subscribe, 'pending;expires=600')
  await phone.answer(200)
  tell(subscribe, 'active;expires=599', '<open/>')
  await phone.answer(200)
  tell(subscribe, 'active;expires=598', '<closed/>')
  await phone.answer(200)
  expect([await next(events), await next(events), await next(events), await next(events)]).toEqual([
    'accepted',
    'pending nothing',
    'active <open/>',
    'active <closed/>',
  ])
})

test('a NOTIFY that comes before the answer begins it as well', async () => {
  const { phone, events, tell } = await watch()
  const subscribe = await phone.asked('SUBSCRIBE')
  tell(subscribe, 'active;expires=600', '<open/>')
  await phone.answer(200)
  phone.respond(subscribe, 200, { Contact: phone.contact, Expires: '600' })
  expect([await next(events), await next(events)]).toEqual(['active <open/>', 'accepted'])
})

test('what another branch of a fork says is refused', async () => {
  const { phone, subscribe, tell } = await watching()
  tell(subscribe, 'active;expires=600', '<other/>', 'second')
  await phone.answer(481)
})

test('a subscription is refreshed before it runs out, in its dialog', async () => {
  const { phone, subscribe, events, tell } = await watching({ clock: fastClock(1000) })
  const refresh = await phone.asked('SUBSCRIBE')
  expect([fieldOf(refresh, 'Call-ID'), fieldOf(refresh, 'To')]).toEqual([
    fieldOf(subscribe, 'Call-ID'),
    `${fieldOf(subscribe, 'To')};tag=phone`,
  ])
  phone.respond(refresh, 200, { Contact: phone.contact, Expires: '600' })
  tell(subscribe, 'active;expires=600', '<again/>')
  expect(await next(events)).toBe('active <again/>')
})

test('[X19] who finds the time too short names a longer one, and gets it', async () => {
  const { phone, events } = await watch({ expires: 60 })
  phone.respond(await phone.asked('SUBSCRIBE'), 423, { 'Min-Expires': '1800' })
  const again = await phone.asked('SUBSCRIBE')
  expect([fieldOf(again, 'Expires'), fieldOf(again, 'CSeq')]).toEqual(['1800', '2 SUBSCRIBE'])
  phone.respond(again, 200, { Contact: phone.contact, Expires: '1800' })
  expect(await next(events)).toBe('accepted')
})

test('a refusal ends it, and says which', async () => {
  const { running, phone, events } = await watch()
  phone.respond(await phone.asked('SUBSCRIBE'), 403)
  expect(await next(events)).toBe('ended: refused 403 Whatever 0')
  expect(running.edge.subscriber.size).toBe(0)
})

test('a challenge is answered where there is something to answer it with', async () => {
  const { phone, events } = await watch({
    credentials: [{ realm: null, username: 'weft', secret: { kind: 'password', password: 'secret' } }],
  })
  phone.respond(await phone.asked('SUBSCRIBE'), 401, { 'WWW-Authenticate': 'Digest realm="there", nonce="n1", qop="auth"' })
  const again = await phone.asked('SUBSCRIBE')
  expect(fieldOf(again, 'Authorization')).toContain('username="weft"')
  phone.respond(again, 200, { Contact: phone.contact, Expires: '600' })
  expect(await next(events)).toBe('accepted')
})

test('the notifier ends it, and says why and when to come back', async () => {
  const { running, phone, subscribe, events, tell } = await watching({ clock: fastClock(100) })
  tell(subscribe, 'terminated;reason=probation;retry-after=30')
  await phone.answer(200)
  expect(await next(events)).toBe('ended: terminated - probation 30000')
  await vi.waitUntil(() => running.edge.subscriber.size === 0)
})

test('a subscription is given up: the notifier hears of it, and says the state once more', async () => {
  const { phone, subscribe, subscription, events, tell } = await watching()
  subscription.end()
  const last = await phone.asked('SUBSCRIBE')
  expect(fieldOf(last, 'Expires')).toBe('0')
  phone.respond(last, 200, { Contact: phone.contact, Expires: '0' })
  tell(subscribe, 'terminated;reason=timeout', '<open/>')
  await phone.answer(200)
  expect([await next(events), await next(events)]).toEqual(['active <open/>', 'ended: unsubscribed - timeout never'])
})

test('nobody answers, and nothing is left of it', async () => {
  const { running, events } = await watch({}, { clock: fastClock(100) })
  expect(await next(events)).toBe('ended: lost 408 - 0')
  await vi.waitUntil(() => running.edge.subscriber.size === 0)
})

test('what is more than the server keeps is told so at once', async () => {
  const { events } = await watch({}, { subscriptions: { most: 0 } })
  expect(await next(events)).toBe('ended: full - - never')
})

test('only a NOTIFY is anything within it', async () => {
  const { phone, subscribe } = await watching()
  phone.request('SUBSCRIBE', {
    From: `${fieldOf(subscribe, 'To')};tag=phone`,
    To: fieldOf(subscribe, 'From') ?? '',
    'Call-ID': fieldOf(subscribe, 'Call-ID') ?? '',
    Event: 'presence',
    Contact: phone.contact,
  })
  expect(fieldOf(await phone.answer(405), 'Allow')).toBe('NOTIFY')
})
