import { expect, test } from 'vitest'
import { type ServerPlan, VirtualNetwork } from './virtual-server.ts'

const A = 'a.example'
const B = 'b.example'
const good = (domain: string): ServerPlan => ({ domain, certifiedFor: domain })

/** What comes of a message from A to B. */
function federate(a: Partial<ServerPlan>, b: Partial<ServerPlan>, piece = 1000) {
  const network = new VirtualNetwork(piece, [
    { ...good(A), ...a },
    { ...good(B), ...b },
  ])
  network.server(A).say(B, 'one')
  network.server(A).say(B, 'two')
  network.settle()
  return { network, from: network.server(A), to: network.server(B) }
}

test.each([1, 2, 3, 5, 7, 11, 64, 1000, 100_000])('two servers understand each other in pieces of %i bytes', (piece) => {
  for (const proofs of [
    { external: true, dialback: false },
    { external: false, dialback: true },
  ]) {
    const { network, from, to } = federate({ proofs }, { proofs }, piece)
    expect(to.received).toEqual(['one', 'two'])
    to.say(A, 'answer')
    network.settle()
    expect(from.received).toEqual(['answer'])
    expect([...from.endings, ...to.endings]).toEqual([])
  }
})

const both = { external: true, dialback: true }
const external = { external: true, dialback: false }
const dialback = { external: false, dialback: true }

test.each([
  ['valid', A, both, both, `${A} by external`],
  ['expired', null, both, both, `${A} by dialback`],
  ['of another name', 'c.example', both, both, `${A} by dialback`],
  ['valid, but never shown', A, dialback, both, `${A} by external`],
  ['expired, and nothing else will do', null, both, external, 'not-authorized'],
  ['of another name, and nothing else will do', 'c.example', both, external, 'not-authorized'],
  ['valid, where it does not count', A, both, dialback, `${A} by dialback`],
] as const)('a server whose certificate is %s', (_, certifiedFor, own, theirs, outcome) => {
  const { from, to } = federate({ certifiedFor, proofs: own }, { proofs: theirs })
  expect(to.proofs[0] ?? from.endings[0]?.reason).toBe(outcome)
  expect(to.received).toEqual(to.proofs.length > 0 ? ['one', 'two'] : [])
})

test.each([
  ['valid', B, both, 'ready'],
  ['valid', B, external, 'ready'],
  ['expired', null, both, 'ready'],
  ['expired, where certificates are wanted', null, external, 'certificate'],
  ['of another name, where certificates are wanted', 'c.example', external, 'certificate'],
] as const)('a server that is written to, whose certificate is %s', (_, certifiedFor, proofs, outcome) => {
  const { from } = federate({ proofs }, { certifiedFor, proofs: both })
  expect(from.endings[0]?.reason ?? from.ready[0]?.do).toBe(outcome)
})

test.each([
  ['required', 'required', 'ready'],
  ['optional', 'required', 'ready'],
  ['required', 'optional', 'ready'],
  ['optional', 'off', 'ready'],
  ['off', 'optional', 'ready'],
  ['off', 'off', 'ready'],
  ['required', 'off', 'no-encryption'],
  ['off', 'required', 'no-encryption'],
] as const)('encryption that is %s here and %s there', (here, there, outcome) => {
  const { from } = federate({ encryption: here }, { encryption: there })
  expect(from.endings[0]?.reason ?? from.ready[0]?.do).toBe(outcome)
})

test('[X2] a server that says it is another one is not believed', () => {
  const network = new VirtualNetwork(1000, [good(A), good(B), { ...good('evil.example'), certifiedFor: 'evil.example' }])
  const evil = network.server('evil.example')
  // It claims to be A, whose keys it cannot make.
  Object.assign(evil.plan, { domain: A })
  evil.say(B, 'lies')
  network.settle()
  expect(network.server(B).received).toEqual([])
  expect(network.server(B).proofs).toEqual([])
  expect(evil.endings[0]?.reason).toBe('not-authorized')
})

test('who is not welcome does not come in', () => {
  const { from, to } = federate({}, { accepts: () => false })
  expect(to.received).toEqual([])
  expect(from.endings[0]).toMatchObject({ reason: 'peer-error', condition: 'policy-violation' })
})

test('what goes over a stream that counts is told as handled', () => {
  const { network, from } = federate({}, {})
  expect(from.ready[0]).toMatchObject({ by: 'external', counts: true, certified: true })
  for (let at = 0; at < 20; at++) from.say(B, `${at}`)
  network.settle()
  expect(from.handled).toBe(22)
})

test('a stream that is closed in peace is closed by both', () => {
  const { network, from } = federate({}, {})
  from.close(B)
  network.settle()
  expect(from.endings.map(({ reason }) => reason)).toEqual(['closed'])
})
