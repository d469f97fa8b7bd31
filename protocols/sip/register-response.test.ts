import { expect, test } from 'vitest'
import type { SipResponse } from './message.ts'
import { type AskedBinding, readBinding } from './register-response.ts'

const outbound = { instance: 'urn:uuid:A', regId: 1, reliable: true }
const asked: AskedBinding = { contact: 'sip:alice@192.0.2.1', outbound: null, expires: 600 }

function responseWith(...headers: readonly (readonly [string, string])[]): SipResponse {
  const fields = headers.map(([name, value]) => ({ name, value }))
  return { kind: 'response', status: 200, reason: 'OK', headers: fields, body: new Uint8Array() }
}

const expiresOf = (headers: readonly (readonly [string, string])[], what = asked) =>
  readBinding(responseWith(...headers), what)?.expires ?? null

test('the lifetime is that of our contact among those of the user', () => {
  const others = ['Contact', '<sip:alice@192.0.2.9>;expires=30, "A, B" <sip:alice@192.0.2.10>;expires=40'] as const
  expect(expiresOf([others, ['Contact', '<sip:alice@192.0.2.1>;expires=50']])).toBe(50)
  expect(expiresOf([others, ['Contact', '<sip:ALICE@192.0.2.1>;expires=50']])).toBeNull()
  expect(expiresOf([others, ['Contact', '<sip:%61lice@192.0.2.1;x=y>;q=0.5;expires=50;received="z"']])).toBe(50)
})

test('with Outbound, ours is that of the instance and flow, wherever it points to', () => {
  const contacts = [
    ['Contact', '<sip:alice@192.0.2.1>;+sip.instance="<urn:uuid:a>";reg-id=2;expires=10'],
    ['Contact', '<sip:alice@203.0.113.1>;+sip.instance="<urn:uuid:a>";reg-id=1;expires=20'],
    ['Contact', '<sip:alice@192.0.2.1>;+sip.instance="<urn:uuid:b>";reg-id=1;expires=30'],
  ] as const
  expect(expiresOf(contacts, { ...asked, outbound })).toBe(20)
})

test('a lifetime that is not with the contact is that of the answer, or what was asked for', () => {
  expect(expiresOf([['Contact', '<sip:alice@192.0.2.1>']])).toBe(600)
  expect(
    expiresOf([
      ['Contact', '<sip:alice@192.0.2.1>;expires=x'],
      ['Expires', '60'],
    ]),
  ).toBe(60)
  expect(expiresOf([['Expires', '60']])).toBe(60)
  expect(expiresOf([])).toBe(600)
  expect(expiresOf([['Contact', '<sip:']])).toBe(600)
})

test('a single contact is ours even where somebody rewrote it', () => {
  expect(expiresOf([['Contact', '<sip:alice@203.0.113.1:1024>;expires=70']])).toBe(70)
})

test('no lifetime is no binding', () => {
  expect(expiresOf([['Contact', '<sip:alice@192.0.2.1>;expires=0']])).toBeNull()
  expect(expiresOf([['Expires', '0']])).toBeNull()
})

test('service route and path are given in their order', () => {
  const binding = readBinding(
    responseWith(
      ['Service-Route', '<sip:p2.example.com;lr>, "X" <sip:p3.example.com;lr>;a=b'],
      ['Path', '<sip:edge.example.com;lr>'],
      ['Service-Route', '<sip:p4.example.com;lr>'],
    ),
    asked,
  )
  expect(binding?.serviceRoute).toEqual(['<sip:p2.example.com;lr>', '<sip:p3.example.com;lr>;a=b', '<sip:p4.example.com;lr>'])
  expect(binding?.path).toEqual(['<sip:edge.example.com;lr>'])
})

test('a malformed or endless service route is none', () => {
  expect(readBinding(responseWith(['Service-Route', '<sip:a, <sip:b>']), asked)?.serviceRoute).toEqual([])
  const long = Array.from({ length: 33 }, () => '<sip:a;lr>').join(',')
  expect(readBinding(responseWith(['Service-Route', long]), asked)?.serviceRoute).toEqual([])
})

test('a name in a service route is left out, even one that could not be printed', () => {
  const named = ['Service-Route', '"\\\0" <sip:p.example.com;lr>'] as const
  expect(readBinding(responseWith(named), asked)?.serviceRoute).toEqual(['<sip:p.example.com;lr>'])
})

test('keep-alives are for flows that the registrar takes as such', () => {
  const keepAliveOf = (reliable: boolean, ...headers: readonly (readonly [string, string])[]) =>
    readBinding(responseWith(...headers), { ...asked, outbound: { ...outbound, reliable } })?.keepAlive
  const does = ['Require', 'path, Outbound'] as const
  expect(keepAliveOf(true)).toBeNull()
  expect(keepAliveOf(true, ['Flow-Timer', '60'])).toBeNull()
  expect(keepAliveOf(true, does)).toEqual({ atLeast: 95_000, atMost: 120_000 })
  expect(keepAliveOf(false, does)).toEqual({ atLeast: 24_000, atMost: 29_000 })
  expect(keepAliveOf(false, does, ['Flow-Timer', '60'])).toEqual({ atLeast: 48_000, atMost: 60_000 })
  expect(keepAliveOf(true, does, ['Flow-Timer', '0'])).toEqual({ atLeast: 95_000, atMost: 120_000 })
  expect(readBinding(responseWith(does), asked)?.keepAlive).toBeNull()
})
