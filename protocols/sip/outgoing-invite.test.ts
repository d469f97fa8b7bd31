import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { DigestClient } from './digest-client.ts'
import { fieldOf, fieldsOf, type SipHeaderField, type SipRequest, type SipResponse } from './message.ts'
import { type OutgoingEffect, OutgoingInvite } from './outgoing-invite.ts'
import type { SessionSettings } from './session-message.ts'

const SDP = new TextEncoder().encode('v=0')
const settings: SessionSettings = {
  contact: 'sip:alice@pc.example',
  timer: { interval: 1800, minimum: 90 },
  digest: null,
  random: () => 0,
}

/** An INVITE that was begun, and the request that went out. */
function begun(changes: Partial<SessionSettings> = {}) {
  const invitation = { request: request('INVITE', { cseq: 7 }), description: SDP, secure: false }
  const { invite, effects } = OutgoingInvite.start({ ...settings, ...changes }, invitation)
  return {
    invite,
    sent: sentBy(effects),
    receive: (message: SipResponse) => invite.step({ kind: 'response', response: message }, 0),
  }
}

function sentBy(effects: readonly OutgoingEffect[]): SipRequest {
  const [first] = effects
  if (first?.do !== 'send') throw new Error('nothing was sent')
  return first.request
}

function answer(to: SipRequest, status: number, tag = 'b1', ...more: SipHeaderField[]): SipResponse {
  const plain = response(to, status, tag)
  const fields = [
    { name: 'Contact', value: `<sip:${tag}@desk.example>` },
    { name: 'Content-Type', value: 'application/sdp' },
    ...more,
  ]
  return { ...plain, headers: [...plain.headers, ...fields], body: status < 300 ? SDP : plain.body }
}

/** What was wanted, of sessions in parentheses. */
const brief = (effects: readonly OutgoingEffect[]) =>
  effects.map((effect) => (effect.do === 'within' ? `(${effect.effects.map((inner) => inner.do).join(' ')})` : effect.do))

test('the INVITE says where we are, what we can, how long the session lasts and what is offered', () => {
  const { sent } = begun()
  expect([fieldOf(sent, 'Contact'), fieldOf(sent, 'Supported')]).toEqual(['<sip:alice@pc.example>', '100rel, timer'])
  expect([fieldOf(sent, 'Session-Expires'), fieldOf(sent, 'CSeq'), fieldOf(sent, 'Content-Type')]).toEqual([
    '1800',
    '7 INVITE',
    'application/sdp',
  ])
  expect(sent.body).toBe(SDP)
})

test('each branch has a session of its own, and the first 2xx is the call', () => {
  const { receive, sent } = begun()
  expect(brief(receive(response(sent, 100)))).toEqual([])
  expect(brief(receive(answer(sent, 180, 'one')))).toEqual(['begun', '(progress described)'])
  expect(brief(receive(answer(sent, 180, 'two')))).toEqual(['begun', '(progress described)'])
  expect(brief(receive(answer(sent, 200, 'two')))).toEqual(['chosen', '(described ack confirmed)'])
  expect(brief(receive(answer(sent, 200, 'one')))).toEqual(['(described ack confirmed send ended)'])
  expect(brief(receive(answer(sent, 200, 'two')))).toEqual(['(ack)'])
  expect(brief(receive(answer(sent, 200, 'one')))).toEqual(['(ack)'])
})

test('a repeated 2xx is acknowledged by the same ACK', () => {
  const { receive, sent } = begun()
  const acks = [receive(answer(sent, 200)), receive(answer(sent, 200))].flatMap((effects) =>
    effects.flatMap((effect) => (effect.do === 'within' ? effect.effects.filter((inner) => inner.do === 'ack') : [])),
  )
  expect(acks).toHaveLength(2)
  expect(acks[0]).toEqual(acks[1])
})

test('a 2xx after CANCEL is acknowledged and ended, and the call counts as cancelled', () => {
  const { invite, receive, sent } = begun()
  receive(answer(sent, 180))
  expect(invite.step({ kind: 'cancel' }, 0)).toEqual([{ do: 'cancel', invite: sent }])
  expect(brief(invite.step({ kind: 'cancel' }, 0))).toEqual(['drop'])
  const effects = receive(answer(sent, 200))
  expect(brief(effects)).toEqual(['(described ack confirmed send ended)', 'failed'])
  expect(effects.at(-1)).toEqual({ do: 'failed', status: 487, response: null })
})

test('a challenge and a 422 are answered by another INVITE, but not after CANCEL', () => {
  const identity = { realm: null, username: 'alice', secrets: [{ kind: 'password', password: 'secret' } as const] }
  const { invite, receive, sent } = begun({ digest: new DigestClient([identity], () => 'cnonce') })
  const challenge = { name: 'WWW-Authenticate', value: 'Digest realm="bob.example", nonce="n1", qop="auth", algorithm=SHA-256' }
  const second = sentBy(receive(answer(sent, 401, 'b1', challenge)))
  expect([fieldOf(second, 'CSeq'), fieldsOf(second, 'Authorization').length]).toEqual(['8 INVITE', 1])
  const third = sentBy(receive(answer(second, 422, 'b1', { name: 'Min-SE', value: '3600' })))
  expect([fieldOf(third, 'CSeq'), fieldOf(third, 'Session-Expires'), fieldOf(third, 'Min-SE')]).toEqual([
    '9 INVITE',
    '3600',
    '3600',
  ])
  expect(brief(receive(answer(sent, 200)))).toEqual(['drop'])
  invite.step({ kind: 'cancel' }, 0)
  expect(brief(receive(answer(third, 422, 'b1', { name: 'Min-SE', value: '7200' })))).toEqual(['failed'])
})

test('a server that wants ever longer sessions is asked eight times', () => {
  const { receive, sent } = begun()
  let last = sent
  for (let attempt = 1; attempt < 8; attempt++)
    last = sentBy(receive(answer(last, 422, 'b1', { name: 'Min-SE', value: String(1800 + attempt) })))
  expect(brief(receive(answer(last, 422, 'b1', { name: 'Min-SE', value: '7200' })))).toEqual(['failed'])
})

test('a refusal, and that nobody answers, is told once', () => {
  const { invite, receive, sent } = begun()
  const busy = answer(sent, 486)
  expect(receive(busy)).toEqual([{ do: 'failed', status: 486, response: busy }])
  expect(brief(receive(busy))).toEqual(['drop'])
  expect(invite.step({ kind: 'failed', reason: 'timeout' }, 0)).toEqual([])
  expect(begun().invite.step({ kind: 'failed', reason: 'timeout' }, 0)).toEqual([{ do: 'failed', status: 408, response: null }])
})

test('a 2xx without the answer is acknowledged and ended', () => {
  const { receive, sent } = begun()
  const bare = { ...answer(sent, 200), body: new Uint8Array() }
  expect(brief(receive(bare))).toEqual(['begun', 'chosen', '(ack send ended)'])
})

test('branches are bounded, and one without Contact is none', () => {
  const { receive, sent } = begun()
  expect(receive(response(sent, 180))).toEqual([{ do: 'drop', reason: 'no-dialog' }])
  for (let branch = 0; branch < 32; branch++) expect(brief(receive(answer(sent, 180, `b${branch}`)))[0]).toBe('begun')
  expect(receive(answer(sent, 180, 'one-more'))).toEqual([{ do: 'drop', reason: 'too-many-branches' }])
})
