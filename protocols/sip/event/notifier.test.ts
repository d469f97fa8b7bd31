import { expect, test } from 'vitest'
import { contact, pairOf } from '../../../test/torture/sip/dialogs.ts'
import { request as requestOf, response } from '../../../test/torture/sip/messages.ts'
import { DigestClient } from '../digest-client.ts'
import { fieldOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { Notifier } from './notifier.ts'
import type { NotifierSettings } from './notifier-settings.ts'
import type { NotifierEffect, NotifierInput } from './notifier-step.ts'

const field = (name: string, value: string): SipHeaderField => ({ name, value })
const subscribe = (fields: readonly SipHeaderField[] = [], toTag?: string, cseq = 1) =>
  requestOf('SUBSCRIBE', {
    cseq,
    ...(toTag === undefined ? {} : { toTag }),
    more: [field('Event', 'presence;id=7'), contact('sip:alice@pc.example'), ...fields],
  })

/** A resource whose state is a number, told whole or as `+`. */
class Stage {
  now = 0
  value = 0
  sent: SipRequest | null = null
  readonly settings: NotifierSettings
  readonly notifier: Notifier
  readonly first: readonly NotifierEffect[]

  constructor(changes: Partial<NotifierSettings> = {}, state: 'active' | 'pending' = 'active', expires = '100') {
    this.settings = {
      packages: ['presence'],
      contact: 'sip:bob@desk.example',
      expires: { usual: 100, least: 50, most: 200 },
      gap: 0,
      content: (full, { state: told }) =>
        told === 'pending'
          ? null
          : { type: 'text/plain', body: new TextEncoder().encode(full ? `${this.value}` : `+${this.value}`) },
      headers: [field('Server', 'test')],
      digest: null,
      ...changes,
    }
    const incoming = { key: 's', request: subscribe([field('Expires', expires)]), toTag: 'b1', place: null, secure: false }
    const subscribed = Notifier.subscribed(this.settings, incoming, state, 0)
    if (!subscribed.notifier) throw new Error(`refused: ${subscribed.response.status}`)
    this.notifier = subscribed.notifier
    this.first = this.#note(subscribed.effects)
  }

  step(input: NotifierInput): NotifierEffect[] {
    return this.#note(this.notifier.step(input, this.now))
  }

  change(): NotifierEffect[] {
    this.value++
    return this.step({ kind: 'changed' })
  }

  wake(): NotifierEffect[] {
    this.now = this.notifier.nextWake ?? this.now
    return this.step({ kind: 'wake' })
  }

  answer(status: number, ...fields: readonly SipHeaderField[]): NotifierEffect[] {
    if (!this.sent) throw new Error('nothing was sent')
    const plain = response(this.sent, status)
    return this.step({ kind: 'response', response: { ...plain, headers: [...plain.headers, ...fields] } })
  }

  /** What the NOTIFY that was sent last says. */
  get told(): readonly (string | null)[] {
    const { sent } = this
    return sent ? [fieldOf(sent, 'Subscription-State'), new TextDecoder().decode(sent.body)] : []
  }

  #note(effects: NotifierEffect[]): NotifierEffect[] {
    for (const effect of effects) if (effect.do === 'send') this.sent = effect.request
    return effects
  }
}

const kinds = (effects: readonly NotifierEffect[]) =>
  effects.map((effect) => (effect.do === 'respond' ? effect.response.status : effect.do))

test('a SUBSCRIBE is answered, and the whole state follows at once', () => {
  const stage = new Stage()
  expect(kinds(stage.first)).toEqual([200, 'send'])
  const [answer] = stage.first
  const fields = answer?.do === 'respond' ? ['Expires', 'Contact', 'Server'].map((name) => fieldOf(answer.response, name)) : []
  expect(fields).toEqual(['100', '<sip:bob@desk.example>', 'test'])
  expect(stage.told).toEqual(['active;expires=100', '0'])
  expect(['Event', 'Contact', 'Content-Type', 'CSeq'].map((name) => stage.sent && fieldOf(stage.sent, name))).toEqual([
    'presence;id=7',
    '<sip:bob@desk.example>',
    'text/plain',
    '1 NOTIFY',
  ])
  expect(stage.sent?.uri).toBe('sip:alice@pc.example')
})

test('what cannot be served begins nothing', () => {
  const { settings } = new Stage()
  const tried = (request: SipRequest) => {
    const { notifier, ...rest } = Notifier.subscribed(
      settings,
      { key: 's', request, toTag: 'b1', place: null, secure: false },
      'active',
      0,
    )
    return notifier === null && 'response' in rest ? [rest.response.status, fieldOf(rest.response, 'To')] : []
  }
  expect(tried(requestOf('SUBSCRIBE'))).toEqual([489, '<sip:bob@bob.example>;tag=b1'])
  expect(tried(subscribe([field('Expires', '5')]))[0]).toBe(423)
  expect(tried(requestOf('SUBSCRIBE', { more: [field('Event', 'presence')] }))[0]).toBe(400)
})

test('there is one NOTIFY at a time, and the next one says what is newest', () => {
  const stage = new Stage()
  expect([stage.change(), stage.change()]).toEqual([[], []])
  expect(kinds(stage.answer(200))).toEqual(['send'])
  expect(stage.told[1]).toBe('+2')
  expect(stage.answer(200)).toEqual([])
  expect(kinds(stage.change())).toEqual(['send'])
})

test('changes wait until the gap is over, a refresh does not', () => {
  const stage = new Stage({ gap: 5000 })
  stage.answer(200)
  stage.now = 1000
  expect([stage.change(), stage.notifier.nextWake]).toEqual([[], 5000])
  const refresh = subscribe([field('Expires', '150')], 'b1', 2)
  expect(kinds(stage.step({ kind: 'subscribe', key: 'r', request: refresh }))).toEqual([200, 'refreshed', 'send'])
  expect(stage.told).toEqual(['active;expires=150', '1'])
})

test('a refresh brings the whole state, even where only a change was due', () => {
  const stage = new Stage()
  stage.change()
  stage.step({ kind: 'subscribe', key: 'r', request: subscribe([], 'b1', 2) })
  stage.answer(200)
  expect(stage.told[1]).toBe('1')
})

test('within the dialog a SUBSCRIBE is refused as outside, and one out of order, after the end or of another event as well', () => {
  const stage = new Stage()
  const come = (request: SipRequest) => kinds(stage.step({ kind: 'subscribe', key: 'r', request }))
  expect(come(subscribe([], 'b1', 1))).toEqual([500])
  expect(come(subscribe([field('Expires', '1')], 'b1', 2))).toEqual([423])
  const other = requestOf('SUBSCRIBE', { cseq: 3, toTag: 'b1', more: [field('Event', 'presence;id=8')] })
  expect(come(other)).toEqual([489])
  stage.answer(200)
  stage.step({ kind: 'terminate', reason: 'noresource', retryAfter: null })
  expect(come(subscribe([], 'b1', 4))).toEqual([481])
})

test('a subscription that nobody refreshes ends when its time is over', () => {
  const stage = new Stage()
  stage.answer(200)
  expect(kinds(stage.wake())).toEqual(['send', 'ended'])
  expect([stage.now, ...stage.told]).toEqual([100_000, 'terminated;reason=timeout', '0'])
  expect([stage.notifier.finished, stage.answer(200), stage.notifier.finished]).toEqual([false, [], true])
  expect(stage.notifier.nextWake).toBeNull()
})

test('unsubscribing is answered by the last state, after the NOTIFY under way', () => {
  const stage = new Stage()
  const effects = stage.step({ kind: 'subscribe', key: 'r', request: subscribe([field('Expires', '0')], 'b1', 2) })
  expect(effects.slice(1)).toEqual([{ do: 'ended', why: 'unsubscribed', status: null }])
  expect(kinds(stage.answer(200))).toEqual(['send'])
  expect(stage.told).toEqual(['terminated;reason=timeout', '0'])
})

test('a fetch is answered by the state, and that is all', () => {
  const stage = new Stage({}, 'active', '0')
  expect(kinds(stage.first)).toEqual([200, 'send', 'ended'])
  expect(stage.told).toEqual(['terminated;reason=timeout', '0'])
})

test('who is pending hears nothing of the state before it is active', () => {
  const stage = new Stage({}, 'pending')
  expect(stage.told).toEqual(['pending;expires=100', ''])
  stage.answer(200)
  expect(stage.change()).toEqual([])
  expect(kinds(stage.step({ kind: 'activate' }))).toEqual(['send'])
  expect(stage.told).toEqual(['active;expires=100', '1'])
})

test('who is rejected hears nothing of the state at all', () => {
  const stage = new Stage({}, 'pending')
  stage.answer(200)
  expect(kinds(stage.step({ kind: 'terminate', reason: 'rejected', retryAfter: null }))).toEqual(['send', 'ended'])
  expect(stage.told).toEqual(['terminated;reason=rejected', ''])
})

test('a NOTIFY that fails for good ends the subscription without another one', () => {
  for (const status of [481, 404, 500]) {
    const stage = new Stage()
    expect(stage.answer(status)).toEqual([{ do: 'ended', why: 'refused', status }])
    expect([stage.notifier.finished, stage.change()]).toEqual([true, [{ do: 'drop', reason: 'over' }]])
  }
  const lost = new Stage()
  if (lost.sent) expect(lost.step({ kind: 'failed', request: lost.sent, reason: 'timeout' })).toMatchObject([{ why: 'lost' }])
  expect(lost.notifier.finished).toBe(true)
})

test('one that is to come later comes later, with everything', () => {
  const stage = new Stage()
  stage.answer(200)
  stage.change()
  expect(stage.answer(503, field('Retry-After', '30'))).toEqual([])
  stage.change()
  expect(kinds(stage.wake())).toEqual(['send'])
  expect([stage.now, stage.told[1]]).toEqual([30_000, '2'])
})

test('a challenge is answered', () => {
  const secrets = [{ kind: 'password', password: 'p' }] as const
  const stage = new Stage({ digest: new DigestClient([{ realm: null, username: 'bob', secrets }], () => 'cnonce') })
  expect(kinds(stage.answer(407, field('Proxy-Authenticate', 'Digest realm="r",nonce="n"')))).toEqual(['send'])
  expect(stage.sent && fieldOf(stage.sent, 'Proxy-Authorization')).toContain('username="bob"')
  expect(stage.told[1]).toBe('0')
})

test('within the dialog of another the subscription takes its numbers from there', () => {
  const { settings } = new Stage({ isFocus: true })
  const place = { dialog: pairOf(200).bob, shared: true }
  const incoming = { key: 's', request: subscribe([], 'b1', 12), toTag: 'unused', place, secure: false }
  const { notifier, ...rest } = Notifier.subscribed(settings, incoming, 'active', 0)
  const [answer, sent] = 'effects' in rest ? rest.effects : []
  expect(answer?.do === 'respond' && [answer.response.status, fieldOf(answer.response, 'To')]).toEqual([
    200,
    fieldOf(incoming.request, 'To'),
  ])
  expect(sent?.do === 'send' && [fieldOf(sent.request, 'CSeq'), fieldOf(sent.request, 'Contact')]).toEqual([
    '1 NOTIFY',
    '<sip:bob@desk.example>;isfocus',
  ])
  expect([place.dialog.localSequence, notifier?.state]).toEqual([1, null])
})

test('what is at rest can be kept, and goes on with everything', () => {
  const stage = new Stage()
  expect(stage.notifier.state).toBeNull()
  stage.answer(200)
  const { state } = stage.notifier
  expect(state).toMatchObject({ event: { package: 'presence', id: '7' }, state: 'active', until: 100_000 })
  if (!state) return
  const resumed = Notifier.resume(stage.settings, state)
  const [sent] = resumed.step({ kind: 'changed' }, 1000)
  expect(sent?.do === 'send' && [fieldOf(sent.request, 'CSeq'), new TextDecoder().decode(sent.request.body)]).toEqual([
    '2 NOTIFY',
    '0',
  ])
})

test('early wakes, and responses that nothing waits for, do nothing', () => {
  const stage = new Stage()
  expect(stage.step({ kind: 'wake' })).toEqual([])
  expect(stage.answer(180)).toEqual([])
  stage.answer(200)
  expect(stage.answer(200)).toEqual([{ do: 'drop', reason: 'unexpected' }])
})
