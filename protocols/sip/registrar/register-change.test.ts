import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldsOf, type SipRequest } from '../message.ts'
import { parseNameAddr } from '../name-addr.ts'
import { parameterOf } from '../parameters.ts'
import type { Binding, Flow } from './binding.ts'
import { decideRegister } from './register-change.ts'
import { type RegistrarSettings, readRegister } from './register-order.ts'
import type { RegisterOutcome } from './register-outcome.ts'

const settings: RegistrarSettings = { minExpires: 60, maxExpires: 3600, defaultExpires: 600, maxContacts: 3, isOurs: () => false }
const now = 1_700_000_000_000
const source: Flow = { transport: 'tcp', address: '192.0.2.7', port: 40_000 }
const INSTANCE = '+sip.instance="<urn:uuid:1>"'

interface Registering {
  readonly contacts: readonly string[]
  readonly callId?: string
  readonly cseq?: number
  readonly expires?: number
  readonly supported?: string
  readonly now?: number
}

/** Keeps what a store would. */
class Registrar {
  bindings: Binding[] = []

  register({ contacts, callId = 'one', cseq = 1, expires, supported = '', ...more }: Registering): RegisterOutcome {
    const fields: [string, string][] = [
      ['Call-ID', callId],
      ['CSeq', `${cseq} REGISTER`],
      ['Via', 'SIP/2.0/TCP 192.0.2.7;branch=z9hG4bK1'],
      ['Supported', supported],
      ...contacts.map((value): [string, string] => ['Contact', value]),
    ]
    if (expires !== undefined) fields.push(['Expires', String(expires)])
    const headers = fields.map(([name, value]) => ({ name, value }))
    const request: SipRequest = { kind: 'request', method: 'REGISTER', uri: 'sip:x', headers, body: new Uint8Array() }
    const reading = readRegister(request, source, settings)
    if ('refusal' in reading) return reading.refusal
    const outcome = decideRegister(reading.value, this.bindings, more.now ?? now, settings)
    const { remove, put } = outcome.change ?? { remove: [], put: [] }
    const gone = new Set([...remove, ...put.map(({ key }) => key)])
    this.bindings = [...this.bindings.filter(({ key }) => !gone.has(key)), ...put]
    return outcome
  }

  get uris(): string[] {
    return this.bindings.map(({ uri }) => uri).toSorted()
  }
}

const contactsOf = ({ headers }: RegisterOutcome) => fieldsOf({ headers, body: new Uint8Array() }, 'Contact')
const valuesOf = ({ headers }: RegisterOutcome, name: string) => fieldsOf({ headers, body: new Uint8Array() }, name)

test('the answer lists all bindings with what is left of them', () => {
  const registrar = new Registrar()
  registrar.register({ contacts: ['<sip:a@h>;q=0.7;expires=600'] })
  const outcome = registrar.register({ contacts: ['<sip:b@h>;audio'], cseq: 2, now: now + 10_500 })
  expect(contactsOf(outcome)).toEqual(['<sip:a@h>;q=0.7;expires=590', '<sip:b@h>;audio;expires=600'])
  expect(valuesOf(outcome, 'Date')).toEqual(['Tue, 14 Nov 2023 22:13:30 GMT'])
  expect(registrar.register({ contacts: [], cseq: 3 })).toMatchObject({ status: 200, change: null, why: 'asked' })
})

test('a contact written another way refreshes the same binding', () => {
  const registrar = new Registrar()
  registrar.register({ contacts: ['<sip:a@Host;transport=tcp>'] })
  registrar.register({ contacts: ['<sip:%61@host;transport=TCP;x=1>'], cseq: 2 })
  expect(registrar.uris).toEqual(['sip:%61@host;transport=TCP;x=1'])
})

test('what is removed is gone, and removing what is not there is no fault', () => {
  const registrar = new Registrar()
  registrar.register({ contacts: ['<sip:a@h>', '<sip:b@h>'] })
  expect(registrar.register({ contacts: ['<sip:a@h>;expires=0', '<sip:c@h>;expires=0'], cseq: 2 }).why).toBe('removed')
  expect(registrar.uris).toEqual(['sip:b@h'])
  expect(registrar.register({ contacts: ['*'], expires: 0, cseq: 3 })).toMatchObject({ status: 200, why: 'removed' })
  expect(registrar.bindings).toEqual([])
})

test('an older request of the same call changes nothing, not even what it might', () => {
  const registrar = new Registrar()
  registrar.register({ contacts: ['<sip:a@h>'], cseq: 5 })
  for (const cseq of [4, 5])
    for (const contacts of [['*'], ['<sip:b@h>', '<sip:a@h>;expires=0']])
      expect(registrar.register({ contacts, cseq, expires: 0 })).toMatchObject({ status: 500, change: null, why: 'out-of-order' })
  expect(registrar.uris).toEqual(['sip:a@h'])
  // After a restart the device has another Call-ID, and begins to count anew.
  expect(registrar.register({ contacts: ['<sip:a@h>'], cseq: 1, callId: 'two' }).status).toBe(200)
})

test('no more contacts than there may be; all of a request or none', () => {
  const registrar = new Registrar()
  registrar.register({ contacts: ['<sip:a@h>', '<sip:b@h>'] })
  expect(registrar.register({ contacts: ['<sip:c@h>', '<sip:d@h>'], cseq: 2 })).toMatchObject({ status: 403, change: null })
  expect(registrar.uris).toEqual(['sip:a@h', 'sip:b@h'])
  expect(registrar.register({ contacts: ['<sip:a@h>;expires=0', '<sip:c@h>', '<sip:d@h>'], cseq: 3 }).status).toBe(200)
  // Expired ones do not count.
  expect(registrar.register({ contacts: ['<sip:e@h>'], cseq: 4, now: now + 601_000 }).status).toBe(200)
  expect(registrar.uris).toEqual(['sip:e@h'])
})

test('who had more before the limit was lowered can still refresh', () => {
  const registrar = new Registrar()
  registrar.register({ contacts: ['<sip:a@h>', '<sip:b@h>', '<sip:c@h>'] })
  const [order, current] = [readOrder('<sip:a@h>'), registrar.bindings]
  expect(decideRegister(order, current, now, { maxContacts: 1 }).status).toBe(200)
})

function readOrder(contact: string) {
  const headers = [
    { name: 'Call-ID', value: 'other' },
    { name: 'CSeq', value: '1 REGISTER' },
    { name: 'Contact', value: contact },
  ]
  const reading = readRegister(
    { kind: 'request', method: 'REGISTER', uri: 'sip:x', headers, body: new Uint8Array() },
    source,
    settings,
  )
  if ('refusal' in reading) throw new Error(reading.refusal.why)
  return reading.value
}

test('a device that comes back over a new connection takes its old flow’s place', () => {
  const registrar = new Registrar()
  const flow = (uri: string, id: number) => `<${uri}>;${INSTANCE};reg-id=${id}`
  const first = registrar.register({ contacts: [flow('sip:a@10.0.0.1:1111', 1)], supported: 'outbound' })
  expect(valuesOf(first, 'Require')).toEqual(['outbound'])
  expect(valuesOf(first, 'Flow-Timer')).toEqual(['120'])
  registrar.register({ contacts: [flow('sip:a@10.0.0.1:2222', 1)], supported: 'outbound', callId: 'two' })
  expect(registrar.uris).toEqual(['sip:a@10.0.0.1:2222'])
  // Its second flow is one more, even with the same URI.
  registrar.register({ contacts: [flow('sip:a@10.0.0.1:2222', 2)], supported: 'outbound', callId: 'three' })
  expect(registrar.uris).toEqual(['sip:a@10.0.0.1:2222', 'sip:a@10.0.0.1:2222'])
  // Without Outbound its URI says which it is: both.
  registrar.register({ contacts: ['<sip:a@10.0.0.1:2222>'], callId: 'four' })
  expect(registrar.bindings.map(({ key }) => key)).toEqual(['sip:a@10.0.0.1:2222'])
})

/** RFC 3261 §10.3 over contacts that are the same only if they are the same text. */
class Model {
  bindings = new Map<string, { expiresAt: number; callId: string; cseq: number }>()

  register({ contacts, callId, cseq, at }: Step): number {
    const alive = new Map([...this.bindings].filter(([, { expiresAt }]) => expiresAt > at))
    const next = new Map(alive)
    for (const { name, expires } of contacts) {
      const before = alive.get(name)
      if (before && before.callId === callId && before.cseq >= cseq) return 500
      next.delete(name)
      if (expires > 0) next.set(name, { expiresAt: at + Math.min(expires, 3600) * 1000, callId, cseq })
    }
    if (contacts.some(({ expires }) => expires > 0 && expires < 60)) return 423
    if (next.size > 3 && next.size > alive.size) return 403
    this.bindings = next
    return 200
  }
}

interface Step {
  readonly contacts: readonly { readonly name: string; readonly expires: number }[]
  readonly callId: string
  readonly cseq: number
  readonly at: number
}

const step = fc.record({
  contacts: fc.uniqueArray(
    fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), expires: fc.constantFrom(0, 59, 60, 600, 9999) }),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
  callId: fc.constantFrom('one', 'two'),
  cseq: fc.integer({ min: 1, max: 6 }),
  wait: fc.constantFrom(0, 1000, 59_000, 600_000),
})

test('any requests in any order do what the rules say, and an answer tells all of it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const [registrar, model] = [new Registrar(), new Model()]
      let at = now
      for (const { wait, ...one } of steps) {
        at += wait
        const contacts = one.contacts.map(({ name, expires }) => `<sip:${name}@h>;expires=${expires}`)
        const outcome = registrar.register({ ...one, contacts, now: at })
        const status = model.register({ ...one, at })
        // Of two faults either may be told.
        if (status !== 200) expect([500, 423, 403]).toContain(outcome.status)
        else expect(outcome.status).toBe(200)
        const alive = registrar.bindings.filter(({ expiresAt }) => expiresAt > at)
        const expected = [...model.bindings].filter(([, { expiresAt }]) => expiresAt > at)
        expect(new Map(alive.map(({ uri, expiresAt }) => [uri, expiresAt]))).toEqual(
          new Map(expected.map(([name, { expiresAt }]) => [`sip:${name}@h`, expiresAt])),
        )
        if (outcome.status !== 200) continue
        const told = contactsOf(outcome).map((value) => parseNameAddr(value))
        expect(told.map((contact) => [contact?.uri, parameterOf(contact?.parameters ?? [], 'expires')])).toEqual(
          alive.map(({ uri, expiresAt }) => [uri, String(Math.ceil((expiresAt - at) / 1000))]),
        )
      }
    }),
  )
})
