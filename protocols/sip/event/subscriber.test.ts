import { expect, test } from 'vitest'
import { response } from '../../../test/torture/sip/messages.ts'
import type { Dialog } from '../dialog.ts'
import { DigestClient } from '../digest-client.ts'
import { fieldOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { Subscriber } from './subscriber.ts'
import type { SubscriberEffect, SubscriberInput } from './subscriber-step.ts'
import type { SubscriptionSettings } from './subscription-settings.ts'

const dialog: Dialog = {
  phase: 'confirmed',
  callId: 'c1',
  local: '<sip:us@us.example>;tag=ours',
  remote: '<sip:them@them.example>;tag=theirs',
  localSequence: 1,
  remoteSequence: null,
  remoteTarget: 'sip:them@pc.example',
  routeSet: [],
  secure: false,
}
const settings: SubscriptionSettings = {
  event: { package: 'presence', id: null },
  contact: 'sip:us@us.example',
  accept: ['application/pidf+xml'],
  expires: 600,
  headers: [],
  digest: null,
  random: () => 0.5,
}

/** A subscription for 600 s from 0 on, with its first NOTIFY; refreshes come after 90 % of what leaves a margin: at 504 s. */
class Stage {
  now = 0
  readonly subscriber: Subscriber
  sent: SipRequest | null = null
  #number = 0

  constructor(changes: Partial<SubscriptionSettings> = {}, shared = false) {
    this.subscriber = Subscriber.begin({ ...settings, ...changes }, { dialog, shared }, 600, 0)
    this.notify('active;expires=600')
  }

  step(input: SubscriberInput): SubscriberEffect[] {
    const effects = this.subscriber.step(input, this.now)
    for (const effect of effects) if (effect.do === 'send') this.sent = effect.request
    return effects
  }

  wake(): SubscriberEffect[] {
    this.now = this.subscriber.nextWake ?? this.now
    return this.step({ kind: 'wake' })
  }

  notify(state: string, changes: Readonly<Record<string, string>> = {}): SubscriberEffect[] {
    return this.step({ kind: 'notify', key: 'n', request: this.notification(state, changes) })
  }

  notification(state: string, changes: Readonly<Record<string, string>> = {}): SipRequest {
    const fields = {
      From: dialog.remote,
      To: dialog.local,
      'Call-ID': 'c1',
      CSeq: `${++this.#number} NOTIFY`,
      Contact: '<sip:them@pc.example>',
      Event: 'presence',
      'Subscription-State': state,
      ...changes,
    }
    const headers = Object.entries(fields).map(([name, value]) => ({ name, value }))
    return { kind: 'request', method: 'NOTIFY', uri: 'sip:us@us.example', headers, body: new Uint8Array() }
  }

  answer(status: number, ...fields: readonly SipHeaderField[]): SubscriberEffect[] {
    if (!this.sent) throw new Error('nothing was sent')
    const plain = response(this.sent, status)
    return this.step({ kind: 'response', response: { ...plain, headers: [...plain.headers, ...fields] } })
  }
}

const field = (name: string, value: string) => ({ name, value })
const kinds = (effects: readonly SubscriberEffect[]) =>
  effects.map((effect) => (effect.do === 'respond' ? effect.response.status : effect.do))
const ended = (why: string, more: object = {}) => [expect.objectContaining({ do: 'ended', why, ...more })]

test('a subscription is refreshed before its time is over, with what it asks for', () => {
  const stage = new Stage()
  expect(kinds(stage.wake())).toEqual(['send'])
  expect([stage.now, stage.sent?.method, stage.sent?.uri]).toEqual([504_000, 'SUBSCRIBE', 'sip:them@pc.example'])
  expect(['Event', 'Expires', 'Accept', 'CSeq'].map((name) => stage.sent && fieldOf(stage.sent, name))).toEqual([
    'presence',
    '600',
    'application/pidf+xml',
    '2 SUBSCRIBE',
  ])
  expect(stage.answer(100)).toEqual([])
  expect(stage.answer(200, field('Expires', '300'))).toEqual([])
  stage.notify('active;expires=300')
  expect(stage.subscriber.state).toMatchObject({ expires: 600, until: 804_000, refreshAt: 504_000 + 234_000 })
})

test('what a NOTIFY says of the time left counts', () => {
  const stage = new Stage()
  stage.notify('active;expires=100')
  expect(stage.subscriber.state?.until).toBe(100_000)
  stage.notify('active')
  expect(stage.subscriber.state?.until).toBe(100_000)
})

test('what the first 2xx says counts unless a NOTIFY said it before', () => {
  const told = new Stage()
  told.subscriber.granted(60, 0)
  expect(told.subscriber.state?.until).toBe(600_000)
  const silent = Subscriber.begin(settings, { dialog, shared: false }, 600, 0)
  silent.granted(60, 0)
  expect(silent.state?.until).toBe(60_000)
})

test('a NOTIFY that is not for us, or none, is refused and tells nothing', () => {
  const stage = new Stage()
  expect(kinds(stage.notify('active', { Event: 'presence;id=1' }))).toEqual([481])
  expect(kinds(stage.notify('active', { Event: '' }))).toEqual([489])
  expect(kinds(stage.notify('', {}))).toEqual([400])
  expect(kinds(stage.notify('active', { CSeq: '1 NOTIFY' }))).toEqual([500])
  expect(kinds(stage.notify('waiting'))).toEqual([200, 'notified'])
})

test('within the dialog of a call the order is looked after there', () => {
  const stage = new Stage({}, true)
  expect(kinds(stage.notify('active', { CSeq: '1 NOTIFY' }))).toEqual([200, 'notified'])
  expect(stage.subscriber.state).toBeNull()
})

test('the notifier may move', () => {
  const stage = new Stage()
  stage.notify('active', { Contact: '<sip:them@elsewhere.example>' })
  stage.wake()
  expect(stage.sent?.uri).toBe('sip:them@elsewhere.example')
})

test('a refresh that is challenged goes out again with credentials, and counts anew', () => {
  const secrets = [{ kind: 'password', password: 'p' }] as const
  const digest = new DigestClient([{ realm: null, username: 'us', secrets }], () => 'cnonce')
  const stage = new Stage({ digest })
  stage.wake()
  stage.now += 1000
  expect(kinds(stage.answer(401, field('WWW-Authenticate', 'Digest realm="r",nonce="n",qop="auth"')))).toEqual(['send'])
  expect(stage.sent && fieldOf(stage.sent, 'Authorization')).toContain('username="us"')
  expect(stage.subscriber.nextWake).toBe(stage.now + 32_000)
})

test('423 raises what is asked for, but not for ever', () => {
  const stage = new Stage()
  stage.wake()
  expect(kinds(stage.answer(423, field('Min-Expires', '700')))).toEqual(['send'])
  expect(stage.sent && fieldOf(stage.sent, 'Expires')).toBe('700')
  stage.answer(423, field('Min-Expires', '800'))
  expect(stage.answer(423, field('Min-Expires', '900'))).toEqual([])
  expect(stage.subscriber.nextWake).toBe(504_000 + 48_000)
})

test('a refusal that says that the subscription is gone ends it', () => {
  for (const status of [404, 405, 410, 416, 480, 481, 489, 501, 604]) {
    const stage = new Stage()
    stage.wake()
    expect(stage.answer(status)).toEqual(ended('refused', { status, retryAfter: 0 }))
    expect([stage.subscriber.over, stage.subscriber.nextWake]).toEqual([true, null])
  }
})

test('after another refusal it is good for what is left of it, and is refreshed again meanwhile', () => {
  const stage = new Stage()
  stage.wake()
  expect(stage.answer(503, field('Retry-After', '60'))).toEqual([])
  expect(stage.subscriber.nextWake).toBe(564_000)
  stage.wake()
  expect(stage.answer(500)).toEqual([])
  stage.wake()
  stage.answer(500)
  while (stage.subscriber.nextWake !== null && stage.subscriber.nextWake < 600_000) {
    stage.wake()
    stage.answer(500)
  }
  expect(stage.wake()).toEqual(ended('expired', { retryAfter: 0 }))
  expect(stage.now).toBe(600_000)
})

test('without a NOTIFY after a SUBSCRIBE it is over, whatever was answered', () => {
  const stage = new Stage()
  stage.wake()
  stage.answer(200, field('Expires', '600'))
  expect(stage.wake()).toEqual(ended('silent', { retryAfter: 0 }))
  expect(stage.now).toBe(504_000 + 32_000)
})

test('after 204 no NOTIFY is waited for', () => {
  const stage = new Stage()
  stage.wake()
  stage.answer(204, field('Expires', '600'))
  expect(stage.subscriber.state?.until).toBe(1_104_000)
})

test('a refresh that nobody answers ends it, unless a NOTIFY came meanwhile', () => {
  const lost = new Stage()
  lost.wake()
  const request = lost.sent
  if (!request) throw new Error('nothing was sent')
  lost.now += 32_000
  expect(lost.step({ kind: 'failed', request, reason: 'timeout' })).toEqual([])
  expect(lost.step({ kind: 'wake' })).toEqual(ended('silent'))

  const alive = new Stage()
  alive.wake()
  alive.notify('active;expires=590')
  alive.now += 32_000
  alive.step({ kind: 'failed', request, reason: 'timeout' })
  expect(alive.subscriber.over).toBe(false)
  expect(kinds(alive.wake())).toEqual(['send'])
})

test('unsubscribing waits for a refresh under way, and ends with the last NOTIFY', () => {
  const stage = new Stage()
  stage.wake()
  expect(stage.step({ kind: 'unsubscribe' })).toEqual([])
  expect(kinds(stage.answer(200, field('Expires', '600')))).toEqual(['send'])
  expect(stage.sent && fieldOf(stage.sent, 'Expires')).toBe('0')
  expect(stage.step({ kind: 'unsubscribe' })).toEqual([{ do: 'drop', reason: 'busy' }])
  stage.answer(200, field('Expires', '0'))
  expect(kinds(stage.notify('active;expires=9'))).toEqual([200, 'notified'])
  expect(stage.notify('terminated;reason=timeout').slice(2)).toEqual(
    ended('unsubscribed', { reason: 'timeout', retryAfter: null }),
  )
})

test('unsubscribing ends without a last NOTIFY as well', () => {
  const silent = new Stage()
  silent.step({ kind: 'unsubscribe' })
  silent.answer(200)
  expect(silent.wake()).toEqual(ended('unsubscribed'))
  const unknown = new Stage()
  unknown.step({ kind: 'unsubscribe' })
  expect(unknown.answer(481)).toEqual(ended('unsubscribed', { status: 481 }))
  const lost = new Stage()
  lost.step({ kind: 'unsubscribe' })
  expect(lost.sent && lost.step({ kind: 'failed', request: lost.sent, reason: 'transport' })).toEqual(ended('unsubscribed'))
})

test('the whole state can be asked for, once at a time', () => {
  const stage = new Stage()
  expect(kinds(stage.step({ kind: 'refresh' }))).toEqual(['send'])
  expect(stage.step({ kind: 'refresh' })).toEqual([{ do: 'drop', reason: 'busy' }])
})

test('after its end NOTIFYs are answered 481, and nothing else is done', () => {
  const stage = new Stage()
  stage.notify('terminated;reason=rejected')
  expect(kinds(stage.notify('active'))).toEqual([481])
  expect(stage.step({ kind: 'unsubscribe' })).toEqual([{ do: 'drop', reason: 'over' }])
  expect(stage.subscriber.state).toBeNull()
})

test('a dialog without CSeq numbers left ends it', () => {
  const place = { dialog: { ...dialog, localSequence: 2 ** 31 - 1 }, shared: false }
  const subscriber = Subscriber.begin(settings, place, 600, 0)
  expect(subscriber.step({ kind: 'refresh' }, 0)).toEqual(ended('expired', { retryAfter: 0 }))
})

test('early wakes, and responses that nothing waits for, do nothing', () => {
  const stage = new Stage()
  expect(stage.step({ kind: 'wake' })).toEqual([])
  stage.wake()
  const late = stage.answer.bind(stage)
  late(200)
  expect(late(200)).toEqual([{ do: 'drop', reason: 'unexpected' }])
})
