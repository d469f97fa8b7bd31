import { expect, test } from 'vitest'
import { printMessage } from './print-message.ts'
import { type RegisterRequest, type RegistrationSettings, registerRequest } from './register-request.ts'
import { SipPrintError } from './sip-error.ts'

const settings: RegistrationSettings = {
  registrar: 'sip:example.com',
  aor: 'sip:alice@example.com',
  callId: 'call-1',
  fromTag: 'tag-1',
  contact: { uri: 'sip:alice@192.0.2.1:5060;transport=tcp', parameters: [{ name: 'audio', value: null }] },
  expires: 600,
  outbound: { instance: 'urn:uuid:00000000-0000-1000-8000-000a95a0e128', regId: 1, reliable: true },
  route: ['<sip:edge.example.com;lr>'],
  headers: [{ name: 'User-Agent', value: 'Weft' }],
}
const first: RegisterRequest = { cseq: 1, expires: 600, outbound: true, authorization: [] }
const print = (request: RegisterRequest, changed: Partial<RegistrationSettings> = {}) =>
  new TextDecoder().decode(printMessage(registerRequest({ ...settings, ...changed }, request)))

test('a REGISTER says who is reached where, through which flow', () => {
  expect(print(first).split('\r\n')).toEqual([
    'REGISTER sip:example.com SIP/2.0',
    'Max-Forwards: 70',
    'Route: <sip:edge.example.com;lr>',
    'From: <sip:alice@example.com>;tag=tag-1',
    'To: <sip:alice@example.com>',
    'Call-ID: call-1',
    'CSeq: 1 REGISTER',
    'Contact: <sip:alice@192.0.2.1:5060;transport=tcp>;audio;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000a95a0e128>";reg-id=1;expires=600',
    'Expires: 600',
    'Supported: path, outbound',
    'User-Agent: Weft',
    'Content-Length: 0',
    '',
    '',
  ])
})

test('without Outbound nothing is said of it', () => {
  const contact = 'Contact: <sip:alice@192.0.2.1:5060;transport=tcp>;audio;expires=600\r\n'
  for (const text of [print({ ...first, outbound: false }), print(first, { outbound: null })]) {
    expect(text).toContain(contact)
    expect(text).toContain('Supported: path\r\n')
  }
})

test('a removal is of our contact alone', () => {
  const text = print({ ...first, expires: 0, outbound: false })
  expect(text).toContain(';audio;expires=0\r\n')
  expect(text).toContain('Expires: 0\r\n')
})

test('credentials go with it', () => {
  const authorization = [{ name: 'Authorization', value: 'Digest x=y' }]
  expect(print({ ...first, authorization })).toContain('\r\nAuthorization: Digest x=y\r\n')
})

test.each<[string, Partial<RegistrationSettings>]>([
  ['registrar', { registrar: 'sip:exa mple.com' }],
  ['registrar', { registrar: 'sip:alice@example.com' }],
  ['registrar', { registrar: 'tel:+31' }],
  ['address of record', { aor: 'sip:alice@example.com>\r\nX: y' }],
  ['tag', { fromTag: 'a b' }],
  ['contact', { contact: { uri: 'sip:a>', parameters: [] } }],
  ['instance', { outbound: { instance: 'urn:\r\nX: y', regId: 1, reliable: true } }],
])('a %s that cannot stand in its place is refused', (_what, changed) => {
  expect(() => registerRequest({ ...settings, ...changed }, first)).toThrow(SipPrintError)
})
