import { expect, test } from 'vitest'
import { request as requestOf, response } from '../../../test/torture/sip/messages.ts'
import { DigestClient } from '../digest-client.ts'
import { fieldOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { OutgoingSubscribe, type OutgoingSubscribeEffect, type OutgoingSubscribeInput } from './outgoing-subscribe.ts'
import type { SubscriptionSettings } from './subscription-settings.ts'

const secrets = [{ kind: 'password', password: 'p' }] as const
const settings: SubscriptionSettings = {
  event: { package: 'presence', id: null },
  contact: 'sip:alice@alice.example',
  accept: [],
  expires: 60,
  headers: [{ name: 'User-Agent', value: 'test' }],
  digest: null,
  random: () => 0.5,
}
const field = (name: string, value: string): SipHeaderField => ({ name, value })

class Stage {
  readonly subscribe: OutgoingSubscribe
  sent: SipRequest
  now = 0

  constructor(method: 'SUBSCRIBE' | 'REFER' = 'SUBSCRIBE', changes: Partial<SubscriptionSettings> = {}, most = 5) {
    const request = requestOf(method, { more: method === 'REFER' ? [field('Refer-To', '<sip:c@example.com>')] : [] })
    const event = method === 'REFER' ? { package: 'refer', id: null } : settings.event
    const started = OutgoingSubscribe.start({ ...settings, event, ...changes }, { request, secure: false, most }, 0)
    this.subscribe = started.subscribe
    this.sent = request
    this.#note(started.effects)
  }

  step(input: OutgoingSubscribeInput): OutgoingSubscribeEffect[] {
    return this.#note(this.subscribe.step(input, this.now))
  }

  answer(status: number, ...fields: readonly SipHeaderField[]): OutgoingSubscribeEffect[] {
    const plain = response(this.sent, status)
    return this.step({ kind: 'response', response: { ...plain, headers: [...plain.headers, ...fields] } })
  }

  notify(tag: string, changes: Readonly<Record<string, string>> = {}): OutgoingSubscribeEffect[] {
    const fields = {
      From: `<sip:bob@bob.example>;tag=${tag}`,
      To: '"Alice" <sip:alice@alice.example>;tag=a1',
      'Call-ID': 'call-1',
      CSeq: '7 NOTIFY',
      Contact: '<sip:bob@desk.example>',
      'Record-Route': '<sip:proxy.example;lr>',
      Event: fieldOf(this.sent, 'Event') ?? 'refer',
      'Subscription-State': 'active;expires=60',
      ...changes,
    }
    const headers = Object.entries(fields).map(([name, value]) => field(name, value))
    const request: SipRequest = {
      kind: 'request',
      method: 'NOTIFY',
      uri: 'sip:alice@alice.example',
      headers,
      body: new Uint8Array(),
    }
    return this.step({ kind: 'notify', key: `n${tag}`, request })
  }

  #note(effects: OutgoingSubscribeEffect[]): OutgoingSubscribeEffect[] {
    for (const effect of effects) if (effect.do === 'send') this.sent = effect.request
    return effects
  }
}

const kinds = (effects: readonly OutgoingSubscribeEffect[]) =>
  effects.map((effect) => (effect.do === 'respond' ? effect.response.status : effect.do))
const begun = (effects: readonly OutgoingSubscribeEffect[]) => {
  const [subscriber] = effects.flatMap((effect) => (effect.do === 'begun' ? [effect.subscriber] : []))
  if (!subscriber) throw new Error('nothing was begun')
  return subscriber
}

test('a SUBSCRIBE says what is wanted for how long', () => {
  const { sent } = new Stage()
  expect(['Event', 'Expires', 'Contact', 'User-Agent', 'CSeq', 'Accept'].map((name) => fieldOf(sent, name))).toEqual([
    'presence',
    '60',
    '<sip:alice@alice.example>',
    'test',
    '1 SUBSCRIBE',
    null,
  ])
})

test('a NOTIFY begins a dialog, in which the SUBSCRIBE was the first request', () => {
  const stage = new Stage()
  const effects = stage.notify('b1')
  expect(kinds(effects)).toEqual(['begun', 'within'])
  const subscriber = begun(effects)
  expect(subscriber.dialog).toMatchObject({
    phase: 'confirmed',
    localSequence: 1,
    remoteSequence: 7,
    remoteTarget: 'sip:bob@desk.example',
    routeSet: ['<sip:proxy.example;lr>'],
  })
  expect(kinds(stage.answer(200, field('Expires', '30')))).toEqual(['accepted'])
  // The NOTIFY said how long it lasts.
  expect(subscriber.state?.until).toBe(60_000)
})

test('without a word in the NOTIFY it lasts as long as the 2xx says, which may come before or after', () => {
  const silent = { 'Subscription-State': 'active' }
  const before = new Stage()
  before.answer(200, field('Expires', '30'))
  expect(begun(before.notify('b1', silent)).state?.until).toBe(30_000)
  const after = new Stage()
  const subscriber = begun(after.notify('b1', silent))
  after.answer(200, field('Expires', '30'))
  expect(subscriber.state?.until).toBe(30_000)
})

test('NOTIFYs of too many branches, of other events, without dialog or after 32 s begin nothing', () => {
  const stage = new Stage('SUBSCRIBE', {}, 1)
  expect(kinds(stage.notify('b1', { Event: 'dialog' }))).toEqual([481])
  expect(kinds(stage.notify('b1', { Event: ' ' }))).toEqual([489])
  expect(kinds(stage.notify('b1', { Contact: '*' }))).toEqual([400])
  expect(kinds(stage.notify('b1', { From: '<sip:bob@bob.example>' }))).toEqual([400])
  expect(kinds(stage.notify('b1'))).toEqual(['begun', 'within'])
  expect(kinds(stage.notify('b2'))).toEqual([481])
  const late = new Stage()
  late.notify('b1')
  late.now = 32_000
  expect(late.step({ kind: 'wake' })).toEqual([])
  expect([late.subscribe.finished, late.subscribe.nextWake, kinds(late.notify('b2'))]).toEqual([true, null, [481]])
})

test('a 2xx that no NOTIFY follows came to nothing', () => {
  const stage = new Stage()
  stage.answer(200)
  stage.now = stage.subscribe.nextWake ?? 0
  expect([stage.now, stage.step({ kind: 'wake' })]).toEqual([
    32_000,
    [{ do: 'failed', status: 408, response: null, retryAfter: 0 }],
  ])
})

test('a refusal is told with its time to wait, one that can be mended is mended', () => {
  const busy = new Stage()
  expect(busy.answer(503, field('Retry-After', '9'))).toMatchObject([{ do: 'failed', status: 503, retryAfter: 9000 }])
  expect(busy.subscribe.finished).toBe(true)

  const brief = new Stage()
  expect(kinds(brief.answer(423, field('Min-Expires', '300')))).toEqual(['send'])
  expect(['CSeq', 'Expires'].map((name) => fieldOf(brief.sent, name))).toEqual(['2 SUBSCRIBE', '300'])
  expect(kinds(brief.answer(423, field('Min-Expires', '300')))).toEqual(['failed'])

  const digest = new DigestClient([{ realm: null, username: 'alice', secrets }], () => 'cnonce')
  const challenged = new Stage('SUBSCRIBE', { digest })
  expect(kinds(challenged.answer(401, field('WWW-Authenticate', 'Digest realm="r",nonce="n"')))).toEqual(['send'])
  expect(fieldOf(challenged.sent, 'Authorization')).toContain('username="alice"')
  expect(kinds(challenged.answer(401, field('WWW-Authenticate', 'Digest realm="r",nonce="n"')))).toEqual(['failed'])
})

test('where a branch took it, how the SUBSCRIBE ends does not matter', () => {
  for (const end of ['refused', 'lost'] as const) {
    const stage = new Stage()
    const subscriber = begun(stage.notify('b1'))
    expect(end === 'refused' ? stage.answer(486) : stage.step({ kind: 'failed', reason: 'timeout' })).toEqual([])
    expect(subscriber.over).toBe(false)
  }
})

test('nobody answers, or the answer is to something else', () => {
  const stage = new Stage()
  expect(stage.step({ kind: 'response', response: response(requestOf('SUBSCRIBE', { cseq: 9 }), 200) })).toEqual([
    { do: 'drop', reason: 'unexpected' },
  ])
  expect(stage.answer(100)).toEqual([])
  expect(stage.step({ kind: 'failed', reason: 'transport' })).toMatchObject([{ do: 'failed', status: 503, response: null }])
  expect(stage.step({ kind: 'failed', reason: 'transport' })).toEqual([{ do: 'drop', reason: 'unexpected' }])
})

test('what is not wanted any more is ended as soon as it begins', () => {
  const stage = new Stage()
  const first = begun(stage.notify('b1'))
  expect(kinds(stage.step({ kind: 'unsubscribe' }))).toEqual(['within'])
  expect(kinds(stage.notify('b2'))).toEqual(['begun', 'within', 'within'])
  expect(first.state).toBeNull()
  expect(kinds(stage.answer(401))).toEqual([])
})

test('a REFER outside dialogs is answered by NOTIFYs that name it, or no one', () => {
  for (const event of ['refer', 'refer;id=1']) {
    const stage = new Stage('REFER')
    expect(['Refer-To', 'Event', 'Expires'].map((name) => fieldOf(stage.sent, name))).toEqual(['<sip:c@example.com>', null, null])
    expect(stage.answer(202)).toMatchObject([{ do: 'accepted', subscription: true }])
    expect(kinds(stage.notify('b1', { Event: event }))).toEqual(['begun', 'within'])
  }
  expect(kinds(new Stage('REFER').notify('b1', { Event: 'refer;id=2' }))).toEqual([481])
})

test('a REFER whose recipient spares us the NOTIFYs is over', () => {
  const stage = new Stage('REFER')
  expect(stage.answer(202, field('Refer-Sub', 'false'))).toMatchObject([{ do: 'accepted', subscription: false }])
  expect(stage.subscribe.finished).toBe(true)
})
