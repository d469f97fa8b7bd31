import { expect, test } from 'vitest'
import { request as requestOf, response } from '../../../test/torture/sip/messages.ts'
import { DigestClient } from '../digest-client.ts'
import { fieldOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { type KeptPublication, Publication, type PublicationEffect, type PublicationInput } from './publication.ts'

const secrets = [{ kind: 'password', password: 'p' }] as const
const field = (name: string, value: string): SipHeaderField => ({ name, value })
const tagged = (tag: string, expires = 600) => [field('SIP-ETag', tag), field('Expires', String(expires))]
const content = (text: string) => ({ type: 'text/plain', body: new TextEncoder().encode(text) })

/** Refreshes come after 90 % of what leaves a margin, retries after 75 % of the longest time. */
class Stage {
  now = 0
  sent: SipRequest | null = null
  readonly publication: Publication

  constructor(kept: KeptPublication | null = null) {
    const digest = new DigestClient([{ realm: null, username: 'alice', secrets }], () => 'cnonce')
    const event = { package: 'presence', id: null }
    const settings = { request: requestOf('PUBLISH'), event, expires: 600, digest, random: () => 0.5 }
    this.publication = new Publication(settings, kept)
  }

  step(input: PublicationInput): PublicationEffect[] {
    const effects = this.publication.step(input, this.now)
    for (const effect of effects) if (effect.do === 'send') this.sent = effect.request
    return effects
  }

  publish = (text: string) => this.step({ kind: 'publish', content: content(text) })

  wake(): PublicationEffect[] {
    this.now = this.publication.nextWake ?? this.now
    return this.step({ kind: 'wake' })
  }

  answer(status: number, ...fields: readonly SipHeaderField[]): PublicationEffect[] {
    if (!this.sent) throw new Error('nothing was sent')
    const plain = response(this.sent, status)
    return this.step({ kind: 'response', response: { ...plain, headers: [...plain.headers, ...fields] } })
  }

  /** SIP-If-Match, Expires and the body of what was sent last. */
  get said(): readonly (string | null)[] {
    const { sent } = this
    return sent ? [fieldOf(sent, 'SIP-If-Match'), fieldOf(sent, 'Expires'), new TextDecoder().decode(sent.body)] : []
  }
}

function published(): Stage {
  const stage = new Stage()
  stage.publish('here')
  expect(stage.answer(200, ...tagged('e1'))).toEqual([{ do: 'published', until: 600_000 }])
  return stage
}
const kinds = (effects: readonly PublicationEffect[]) => effects.map((effect) => effect.do)

test('what is published is refreshed without its body, changed with it, and removed, each under the newest tag', () => {
  const stage = new Stage()
  expect(kinds(stage.publish('here'))).toEqual(['send'])
  expect(stage.said).toEqual([null, '600', 'here'])
  expect(stage.sent && fieldOf(stage.sent, 'Content-Type')).toBe('text/plain')
  stage.answer(200, ...tagged('e1'))
  expect(kinds(stage.wake())).toEqual(['send'])
  expect([stage.now, ...stage.said]).toEqual([504_000, 'e1', '600', ''])
  stage.answer(200, ...tagged('e2', 60))
  expect(stage.publication.state).toMatchObject({ tag: 'e2', until: 564_000, sequence: 2 })
  stage.publish('away')
  expect(stage.said).toEqual(['e2', '600', 'away'])
  stage.answer(200, ...tagged('e3'))
  stage.step({ kind: 'remove' })
  expect(stage.said).toEqual(['e3', '0', ''])
  expect(stage.answer(200, ...tagged('e4', 0))).toEqual([{ do: 'removed', confirmed: true }])
  expect([stage.publication.nextWake, stage.publication.state]).toEqual([null, null])
})

test('what changes while a request is under way is published after it, the newest alone', () => {
  const stage = new Stage()
  stage.publish('one')
  expect([stage.publish('two'), stage.publish('three')]).toEqual([[], []])
  expect(kinds(stage.answer(200, ...tagged('e1')))).toEqual(['send'])
  expect(stage.said).toEqual(['e1', '600', 'three'])
})

test('after 412 the whole of it is published anew', () => {
  const stage = published()
  stage.wake()
  expect(kinds(stage.answer(412))).toEqual(['send'])
  expect(stage.said).toEqual([null, '600', 'here'])
  expect(kinds(stage.answer(200, ...tagged('e9')))).toEqual(['published'])
})

test('423 raises what is asked for, and credentials answer a challenge', () => {
  const stage = new Stage()
  stage.publish('here')
  expect(kinds(stage.answer(423, field('Min-Expires', '900')))).toEqual(['send'])
  expect(stage.said).toEqual([null, '900', 'here'])
  expect(kinds(stage.answer(401, field('WWW-Authenticate', 'Digest realm="r",nonce="n"')))).toEqual(['send'])
  expect(stage.sent && fieldOf(stage.sent, 'Authorization')).toContain('username="alice"')
  expect(stage.said[2]).toBe('here')
  for (let turn = 0; turn < 2; turn++) stage.answer(423, field('Min-Expires', String(1000 + turn)))
  expect(kinds(stage.answer(423, field('Min-Expires', '2000')))).toEqual(['failed'])
})

test('what fails for now is tried again, what fails for good is not', () => {
  const stage = new Stage()
  stage.publish('here')
  expect(stage.answer(503)).toEqual([{ do: 'failed', status: 503, retryAt: 45_000 }])
  expect(kinds(stage.wake())).toEqual(['send'])
  expect(stage.said).toEqual([null, '600', 'here'])
  expect(stage.step({ kind: 'failed', reason: 'timeout' })).toMatchObject([{ do: 'failed', status: 408 }])
  stage.wake()
  expect(stage.answer(489)).toEqual([{ do: 'failed', status: 489, retryAt: null }])
  expect(stage.publication.nextWake).toBeNull()
})

test('what expired while its refresh failed is published as new', () => {
  const stage = published()
  stage.wake()
  stage.answer(503)
  while (stage.now < 600_000) {
    stage.wake()
    if (stage.now < 600_000) stage.answer(503)
  }
  expect(stage.said).toEqual([null, '600', 'here'])
})

test('without a tag it is published as new each time', () => {
  const stage = new Stage()
  stage.publish('here')
  stage.answer(200, field('Expires', '600'))
  stage.wake()
  expect(stage.said).toEqual([null, '600', 'here'])
})

test('removing waits for what is under way, and ends whatever is answered', () => {
  const stage = published()
  stage.wake()
  expect(stage.step({ kind: 'remove' })).toEqual([])
  expect(kinds(stage.answer(200, ...tagged('e2')))).toEqual(['send'])
  expect(stage.said).toEqual(['e2', '0', ''])
  expect(stage.answer(500)).toEqual([{ do: 'removed', confirmed: false }])
  expect(new Stage().step({ kind: 'remove' })).toEqual([{ do: 'removed', confirmed: true }])
  const gone = published()
  gone.step({ kind: 'remove' })
  expect(gone.answer(412)).toEqual([{ do: 'removed', confirmed: true }])
  const lost = published()
  lost.step({ kind: 'remove' })
  expect(lost.step({ kind: 'failed', reason: 'transport' })).toEqual([{ do: 'removed', confirmed: false }])
})

test('what was kept goes on under its tag; when that is gone, only its owner can publish anew', () => {
  const { state } = published().publication
  const stage = new Stage(state)
  stage.wake()
  expect([...stage.said, stage.sent && fieldOf(stage.sent, 'CSeq')]).toEqual(['e1', '600', '', '2 PUBLISH'])
  expect(stage.answer(412)).toEqual([{ do: 'failed', status: 412, retryAt: null }])
  const late = new Stage(state)
  late.now = 700_000
  expect(late.step({ kind: 'wake' })).toEqual([{ do: 'failed', status: 412, retryAt: null }])
  late.publish('again')
  expect(late.said).toEqual([null, '600', 'again'])
})

test('responses to other requests, and early wakes, do nothing', () => {
  const stage = published()
  expect(stage.answer(200, ...tagged('e2'))).toEqual([])
  expect([stage.step({ kind: 'wake' }), stage.step({ kind: 'failed', reason: 'timeout' })]).toEqual([[], []])
  stage.wake()
  expect(stage.answer(100)).toEqual([])
})
