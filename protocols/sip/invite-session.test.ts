import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { OBLIGING, Phone, text } from '../../test/torture/sip/phone.ts'
import { World } from '../../test/torture/sip/world.ts'
import { requestWithin } from './dialog-request.ts'
import { DigestClient } from './digest-client.ts'
import { InviteSession } from './invite-session.ts'
import { fieldOf, type SipHeaderField, type SipRequest, withFields } from './message.ts'
import { keepSession, restoreSession } from './session-snapshot.ts'
import type { SessionCommand, SessionEffect } from './session-step.ts'

const END: SessionCommand = { kind: 'end', headers: [] }
const modify = (method: 'INVITE' | 'UPDATE', description: string | null): SessionCommand => ({
  kind: 'modify',
  method,
  description: description === null ? null : text(description),
})
const SDP: SipHeaderField = { name: 'Content-Type', value: 'application/sdp' }
const contact: SipHeaderField = { name: 'Contact', value: '<sip:alice@alice.example>' }

/** Two phones in a call, at 1 s. */
function talking(changes: ConstructorParameters<typeof Phone>[2] = {}) {
  const world = new World()
  const alice = world.join('alice', new Phone('alice', world, changes))
  const bob = world.join('bob', new Phone('bob', world, changes))
  alice.call('bob')
  world.run(1000)
  return { world, alice, bob }
}

/** A request of Alice's as it reaches Bob. `later` is how many requests came before. */
function from(phone: Phone, method: string, description: string | null = null, later = 0): SipRequest {
  const { dialog: now } = phone.session
  const dialog = { ...now, localSequence: (now.localSequence ?? 0) + later }
  const made = requestWithin(
    dialog,
    method,
    description ? [contact, SDP] : [contact],
    description ? text(description) : undefined,
  )
  if (!made.request) throw new Error(made.why)
  return {
    ...made.request,
    headers: [{ name: 'Via', value: 'SIP/2.0/UDP alice.example;branch=z9hG4bKx' }, ...made.request.headers],
  }
}
const come = (phone: Phone, key: string, message: SipRequest, cancels: string | null = null) =>
  phone.session.step({ kind: 'request', key, request: message, cancels }, 2000)
const brief = (effects: readonly SessionEffect[]) =>
  effects.map((effect) => (effect.do === 'respond' ? `${effect.key} ${effect.response.status}` : effect.do))

test('a session that rests is kept as JSON and goes on where it was', () => {
  const { alice, bob } = talking({ timer: { interval: 90, minimum: 90 } })
  const { state } = bob.session
  const restored = restoreSession(JSON.parse(JSON.stringify(state && keepSession(state))))
  expect(restored).toEqual(state)
  if (!restored) return
  const session = new InviteSession(bob.settings, restored)
  expect(session.nextWake).toBe(bob.session.nextWake)
  expect(brief(session.step({ kind: 'request', key: 'u', request: from(alice, 'UPDATE', 'new'), cancels: null }, 2000))).toEqual([
    'described',
  ])
  expect(session.state).toBeNull()
  expect(brief(session.step({ kind: 'answer', description: text('mine') }, 2000))).toEqual(['u 200'])
  expect(session.state).not.toBeNull()
})

test('a re-INVITE that is rejected leaves the session as it was', () => {
  const { world, alice, bob } = talking()
  bob.habit = (effect) =>
    effect.do === 'invited' ? [{ kind: 'reject', status: 488, reason: 'Not Acceptable Here', headers: [] }] : []
  const before = alice.session.state
  alice.command(modify('INVITE', 'video'))
  world.run(3000)
  expect(alice.effects('refused').map(({ effect }) => [effect.status, effect.retryAt])).toEqual([[488, null]])
  expect(alice.session.state).toMatchObject({ timer: before?.timer, description: before?.description })
  expect([bob.effects('ended'), bob.session.state === null]).toEqual([[], false])
})

test('an UPDATE whose offer is refused leaves the session as it was', () => {
  const { world, alice, bob } = talking()
  bob.habit = (effect) =>
    effect.do === 'described' ? [{ kind: 'refuse', status: 488, reason: 'Not Acceptable Here', headers: [] }] : []
  alice.command(modify('UPDATE', 'video'))
  world.run(3000)
  expect(alice.effects('refused').map(({ effect }) => effect.status)).toEqual([488])
  expect([alice.session.state, bob.session.state]).not.toContain(null)
})

test('a re-INVITE that is taken back ends with 487, and the session goes on', () => {
  const { world, alice, bob } = talking()
  bob.habit = (effect) =>
    effect.do === 'invited' ? [{ kind: 'ring', status: 180, reason: 'Ringing', description: null, reliable: false }] : []
  alice.command(modify('INVITE', 'video'))
  world.run(2000)
  alice.command({ kind: 'cancel' })
  world.run(40_000)
  expect(alice.effects('refused').map(({ effect }) => effect.status)).toEqual([487])
  expect([alice.effects('ended'), bob.effects('ended'), bob.effects('withdrawn').length]).toEqual([[], [], 1])
})

test('a re-INVITE without offer has the peer offer, and its ACK answer', () => {
  const { world, alice, bob } = talking()
  alice.command(modify('INVITE', null))
  world.run(3000)
  expect(alice.effects('described').map(({ effect }) => `${effect.role} ${effect.in}`)).toEqual(['answer 2xx', 'offer 2xx'])
  expect(bob.effects('described').map(({ effect }) => `${effect.role} ${effect.in}`)).toEqual(['offer INVITE', 'answer ACK'])
})

test('an offer that overlaps an earlier one of the same peer is refused with 500 and Retry-After', () => {
  const { alice, bob } = talking()
  expect(brief(come(bob, 'one', from(alice, 'UPDATE', 'first')))).toEqual(['described'])
  for (const [later, method] of [
    [1, 'UPDATE'],
    [2, 'INVITE'],
  ] as const) {
    const [refused] = come(bob, 'two', from(alice, method, 'second', later))
    expect(refused).toMatchObject({ do: 'respond', response: { status: 500 } })
    expect(refused?.do === 'respond' && Number(fieldOf(refused.response, 'Retry-After'))).toBeLessThanOrEqual(10)
  }
})

test('a request that is out of order is refused, and one that is none of its business handed to the user', () => {
  const { alice, bob } = talking()
  expect(brief(come(bob, 'new', from(alice, 'INFO', null, 1)))).toEqual(['other'])
  expect(brief(come(bob, 'old', from(alice, 'INFO')))).toEqual(['old 500'])
})

test('a body that is no description is refused with 415, at the beginning and later', () => {
  const { alice, bob } = talking()
  const foreign = (message: SipRequest) => withFields(message, 'Content-Type', ['text/plain'])
  expect(brief(come(bob, 'u', foreign(from(alice, 'UPDATE', 'hello'))))).toEqual(['u 415'])
  const first = { ...foreign(request('INVITE', { more: [contact] })), body: text('hello') }
  const called = InviteSession.called(bob.settings, { key: 'k', request: first, toTag: 'b', secure: false }, 0)
  expect(called.session === null && [called.response.status, fieldOf(called.response, 'Accept')]).toEqual([
    415,
    'application/sdp',
  ])
})

test('an encoded description is refused with 415, which says that none is understood', () => {
  const { bob } = talking()
  const more = [contact, { name: 'Content-Type', value: 'application/sdp' }, { name: 'Content-Encoding', value: 'gzip' }]
  const first = { ...request('INVITE', { more }), body: text('packed') }
  const called = InviteSession.called(bob.settings, { key: 'k', request: first, toTag: 'b', secure: false }, 0)
  expect(called.session === null && [called.response.status, fieldOf(called.response, 'Accept-Encoding')]).toEqual([
    415,
    'identity',
  ])
})

test('an INVITE without Contact begins nothing', () => {
  const { bob } = talking()
  const called = InviteSession.called(bob.settings, { key: 'k', request: request('INVITE'), toTag: 'b', secure: false }, 0)
  expect(called.session === null && called.response.status).toBe(400)
})

test('what is asked of a session at the wrong time does nothing', () => {
  const { world, alice, bob } = talking()
  const wrong: SessionCommand[] = [
    { kind: 'accept', description: text('x') },
    { kind: 'reject', status: 486, reason: 'Busy Here', headers: [] },
    { kind: 'answer', description: text('x') },
    { kind: 'refuse', status: 488, reason: 'Not Acceptable Here', headers: [] },
    { kind: 'cancel' },
  ]
  for (const command of wrong) expect(alice.session.step(command, 2000)).toEqual([{ do: 'drop', reason: 'unexpected' }])
  bob.command(END)
  world.run(40_000)
  expect(bob.session.step(END, 50_000)).toEqual([{ do: 'drop', reason: 'over' }])
  expect([bob.session.nextWake, bob.session.state]).toEqual([null, null])
})

test('a call that is not answered yet is rejected, not ended, and is not taken without a description', () => {
  const world = new World()
  const [alice, bob] = [world.join('alice', new Phone('alice', world)), world.join('bob', new Phone('bob', world))]
  bob.habit = () => []
  alice.call('bob')
  world.run(1000)
  expect(bob.session.step(END, 1000)).toEqual([{ do: 'drop', reason: 'unanswered' }])
  expect(bob.session.step({ kind: 'accept', description: null }, 1000)).toEqual([{ do: 'drop', reason: 'description-missing' }])
  bob.command({ kind: 'reject', status: 486, reason: 'Busy Here', headers: [] })
  world.run(40_000)
  expect(alice.effects('failed').map(({ effect }) => effect.status)).toEqual([486])
  expect(bob.effects('ended').map(({ effect }) => effect.why)).toEqual(['rejected'])
})

test('a re-INVITE that the peer no longer knows ends the session, one that nobody answers is followed by BYE', () => {
  for (const [status, expected] of [
    [481, ['ended']],
    [408, ['send', 'ended']],
  ] as const) {
    const { alice } = talking()
    const [sent] = alice.session.step(modify('INVITE', 'new'), 2000)
    if (sent?.do !== 'send') throw new Error('no re-INVITE')
    expect(brief(alice.session.step({ kind: 'response', response: response(sent.request, status) }, 2100))).toEqual(expected)
  }
})

test('a BYE that the peer wants credentials for is sent again with them', () => {
  const identity = { realm: null, username: 'alice', secrets: [{ kind: 'password', password: 'secret' } as const] }
  const { alice } = talking({ digest: new DigestClient([identity], () => 'cnonce') })
  const [bye, ended] = alice.session.step(END, 2000)
  expect(ended).toEqual({ do: 'ended', by: 'us', why: 'bye' })
  if (bye?.do !== 'send') throw new Error('no BYE')
  const challenge = { name: 'WWW-Authenticate', value: 'Digest realm="bob.example", nonce="n1", qop="auth", algorithm=SHA-256' }
  const refused = response(bye.request, 401)
  const [again] = alice.session.step(
    { kind: 'response', response: { ...refused, headers: [...refused.headers, challenge] } },
    2100,
  )
  if (again?.do !== 'send') throw new Error('no second BYE')
  expect(fieldOf(again.request, 'CSeq')).toBe('3 BYE')
  expect(fieldOf(again.request, 'Authorization')).toContain('username="alice"')
  alice.session.step({ kind: 'response', response: response(again.request, 200) }, 2200)
  expect(alice.session.finished).toBe(true)
})

test('a BYE of the peer while its re-INVITE waits refuses that with 487', () => {
  const { alice, bob } = talking()
  come(bob, 'invite', from(alice, 'INVITE', 'video'))
  expect(brief(come(bob, 'bye', from(alice, 'BYE', null, 1)))).toEqual(['invite 487', 'bye 200', 'ended'])
})

test('a reliable response has its offer answered by PRACK', () => {
  const world = new World()
  const [alice, bob] = [world.join('alice', new Phone('alice', world)), world.join('bob', new Phone('bob', world))]
  bob.habit = (effect, session) =>
    effect.do === 'invited'
      ? [{ kind: 'ring', status: 183, reason: 'Session Progress', description: text('offer'), reliable: true }]
      : OBLIGING(effect, session)
  alice.call('bob', null)
  world.run(1000)
  bob.command({ kind: 'accept', description: null })
  world.run(2000)
  expect(alice.effects('described').map(({ effect }) => `${effect.role} ${effect.in}`)).toEqual(['offer 1xx'])
  expect(bob.effects('described').map(({ effect }) => `${effect.role} ${effect.in}`)).toEqual(['answer PRACK'])
  expect([alice.session.state, bob.session.state]).not.toContain(null)
})

test('a request of the user’s is sent within the dialog, and its answer told, after the end too', () => {
  const { alice } = talking()
  const ask = (method: string) => {
    const effects = alice.session.step({ kind: 'ask', method, headers: [], body: text('hello') }, 2000)
    const [sent] = effects.flatMap((effect) => (effect.do === 'send' ? [effect.request] : []))
    if (!sent) throw new Error(`${brief(effects)}`)
    return sent
  }
  const [first, refer] = [ask('INFO'), ask('REFER')]
  expect([fieldOf(first, 'CSeq'), fieldOf(first, 'Contact'), fieldOf(first, 'Content-Type')]).toEqual(['2 INFO', null, null])
  expect([fieldOf(refer, 'CSeq'), fieldOf(refer, 'Contact')]).toEqual(['3 REFER', '<sip:alice@alice.example>'])
  expect(alice.session.step({ kind: 'response', response: response(first, 415) }, 2000)).toMatchObject([
    { do: 'answered', method: 'INFO', status: 415 },
  ])
  expect(brief(alice.session.step(END, 2000))).toEqual(['send', 'ended'])
  expect(alice.session.step({ kind: 'failed', request: refer, reason: 'timeout' }, 2000)).toEqual([
    { do: 'answered', method: 'REFER', status: 408, response: null },
  ])
  expect(alice.session.step({ kind: 'ask', method: 'INFO', headers: [], body: text('') }, 2000)).toEqual([
    { do: 'drop', reason: 'over' },
  ])
})

test('who a session says it is may change, and counts from then on', () => {
  const { alice } = talking()
  alice.session.appearAs('sip:room@alice.example', true)
  const effects = alice.session.step(modify('INVITE', 'video'), 2000)
  expect(effects.flatMap((effect) => (effect.do === 'send' ? [fieldOf(effect.request, 'Contact')] : []))).toEqual([
    '<sip:room@alice.example>;isfocus',
  ])
})
