import { expect, test } from 'vitest'
import type { SipHeaderField, SipRequest } from '../message.ts'
import type { Flow } from './binding.ts'
import { type RegisterOrder, type RegistrarSettings, readRegister } from './register-order.ts'

const settings: RegistrarSettings = {
  minExpires: 60,
  maxExpires: 7200,
  defaultExpires: 600,
  maxContacts: 3,
  isOurs: ({ host, port }) => host === 'example.com' || (host === '192.0.2.1' && (port ?? 5060) === 5060),
}
const udp: Flow = { transport: 'udp', address: '192.0.2.7', port: 5060 }
const tcp: Flow = { transport: 'tcp', address: '192.0.2.7', port: 40_000 }
const INSTANCE = '+sip.instance="<urn:uuid:F81D4FAE-7dec-11d0-a765-00a0c91e6bf6>"'

function requestWith(...fields: readonly (readonly [name: string, value: string])[]): SipRequest {
  const headers: SipHeaderField[] = [
    { name: 'Call-ID', value: 'one' },
    { name: 'CSeq', value: '7 REGISTER' },
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1' },
    ...fields.map(([name, value]) => ({ name, value })),
  ]
  return { kind: 'request', method: 'REGISTER', uri: 'sip:example.com', headers, body: new Uint8Array() }
}

function read(source: Flow, ...fields: readonly (readonly [name: string, value: string])[]) {
  return readRegister(requestWith(...fields), source, settings)
}

function orderOf(source: Flow, ...fields: readonly (readonly [name: string, value: string])[]): RegisterOrder {
  const reading = read(source, ...fields)
  if ('refusal' in reading) throw new Error(reading.refusal.why)
  return reading.value
}

function contactOf(source: Flow, ...fields: readonly (readonly [name: string, value: string])[]) {
  const { contacts } = orderOf(source, ...fields)
  if (contacts === '*' || contacts[0] === undefined) throw new Error('no contact')
  return contacts[0]
}

const refusal = (status: number, why: string) => ({ refusal: { status, why, change: null } })

test('the contact’s own lifetime counts, else that of all, else ours; the longest is shortened', () => {
  const expiresOf = (contact: string, ...more: readonly (readonly [string, string])[]) =>
    contactOf(udp, ['Contact', contact], ...more).expires
  expect(expiresOf('<sip:a@192.0.2.7>;expires=300', ['Expires', '400'])).toBe(300)
  expect(expiresOf('<sip:a@192.0.2.7>', ['Expires', '400'])).toBe(400)
  expect(expiresOf('<sip:a@192.0.2.7>')).toBe(600)
  expect(expiresOf('<sip:a@192.0.2.7>;expires=soon')).toBe(600)
  expect(expiresOf('<sip:a@192.0.2.7>;expires=99999')).toBe(7200)
  expect(expiresOf('<sip:a@192.0.2.7>', ['Expires', '0'])).toBe(0)
})

test('a lifetime that is too brief is refused with the briefest there is, but never an hour', () => {
  const headers = [{ name: 'Min-Expires', value: '60' }]
  expect(read(udp, ['Contact', '<sip:a@192.0.2.7>;expires=59'])).toMatchObject({ refusal: { status: 423, headers } })
  const strict = { ...settings, minExpires: 5000 }
  expect(readRegister(requestWith(['Contact', '<sip:a@192.0.2.7>;expires=3600']), udp, strict)).toHaveProperty('value')
})

test('a q-value is read in thousandths, and a wrong one refused', () => {
  expect(contactOf(udp, ['Contact', '<sip:a@192.0.2.7>;q=0.7']).q).toBe(700)
  expect(contactOf(udp, ['Contact', '<sip:a@192.0.2.7>;q=1.000']).q).toBe(1000)
  expect(contactOf(udp, ['Contact', '<sip:a@192.0.2.7>']).q).toBe(1000)
  for (const q of ['1.1', '2', '-1', '0.1234', 'high'])
    expect(read(udp, ['Contact', `<sip:a@192.0.2.7>;q=${q}`])).toMatchObject(refusal(400, 'malformed-contact'))
})

test('* stands alone, and with Expires 0', () => {
  expect(orderOf(udp, ['Contact', '*'], ['Expires', '0']).contacts).toBe('*')
  expect(read(udp, ['Contact', '*'])).toMatchObject(refusal(400, 'star-with-more'))
  expect(read(udp, ['Contact', '*'], ['Expires', '60'])).toMatchObject(refusal(400, 'star-with-more'))
  expect(read(udp, ['Contact', '*'], ['Contact', '<sip:a@b>'], ['Expires', '0'])).toMatchObject(refusal(400, 'malformed-contact'))
})

test('contacts that cannot be sent to, or come back to us, are refused', () => {
  const cases: readonly (readonly [contact: string, status: number, why: string])[] = [
    ['<tel:+15551234>', 400, 'contact-scheme'],
    ['<mailto:a@example.org>', 400, 'contact-scheme'],
    ['<sip:a@192.0.2.7?Route=%3Csip:b%3E>', 400, 'contact-headers'],
    ['<sip:alice@example.com>', 403, 'own-contact'],
    ['<sip:alice@EXAMPLE.com:5080;transport=tcp>', 403, 'own-contact'],
    ['<sip:192.0.2.1>', 403, 'own-contact'],
    [`<sip:a@192.0.2.7;x=${'y'.repeat(1500)}>`, 400, 'contact-too-long'],
    ['<sip:a@192.0.2.7>;x="\0"', 400, 'malformed-contact'],
    ['<sip:a@[::1>', 400, 'malformed-contact'],
    ['<sip:a@x>,<sip:b@x>,<sip:c@x>,<sip:d@x>', 403, 'too-many-contacts'],
  ]
  for (const [contact, status, why] of cases) expect(read(udp, ['Contact', contact])).toMatchObject(refusal(status, why))
})

test('other parameters are kept as they came', () => {
  const contact = '"Alice" <sip:a@192.0.2.7;pn-tok=x>;q=0.5;methods="INVITE, BYE";expires=100;audio'
  expect(contactOf(udp, ['Contact', contact])).toMatchObject({
    uri: 'sip:a@192.0.2.7;pn-tok=x',
    parameters: ';methods="INVITE, BYE";audio',
  })
})

test('a Path is kept in its order where the client knows of it, else refused', () => {
  const path = ['Path', '<sip:p1.example.org;lr>, <sip:p2.example.org;lr;ob>'] as const
  const contact = ['Contact', '<sip:a@192.0.2.7>'] as const
  expect(orderOf(udp, path, contact, ['Supported', 'path']).path).toEqual([
    '<sip:p1.example.org;lr>',
    '<sip:p2.example.org;lr;ob>',
  ])
  const headers = [{ name: 'Require', value: 'path' }]
  expect(read(udp, path, contact)).toMatchObject({ refusal: { status: 421, headers } })
  expect(read(udp, ['Path', 'nowhere'], ['Supported', 'path'])).toMatchObject(refusal(400, 'malformed-path'))
  expect(read(udp, ['Path', '<tel:1>'], ['Supported', 'path'])).toMatchObject(refusal(400, 'malformed-path'))
  const long = Array.from({ length: 11 }, () => '<sip:p;lr>').join(', ')
  expect(read(udp, ['Path', long], ['Supported', 'path'])).toMatchObject(refusal(400, 'path-too-long'))
})

test('a flow of Outbound is known by its instance and number, whatever its URI', () => {
  const contact = ['Contact', `<sip:a@192.0.2.7>;${INSTANCE};reg-id=2`] as const
  const order = orderOf(tcp, contact, ['Supported', 'path, outbound'])
  expect(order).toMatchObject({
    outbound: true,
    contacts: [{ key: '<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>;2', flow: tcp }],
  })
  expect(orderOf(tcp, contact).outbound).toBe(false)
  const without = contactOf(tcp, ['Contact', '<sip:a@192.0.2.7>;reg-id=2'], ['Supported', 'outbound'])
  expect(without.key).toBe('sip:a@192.0.2.7')
  const two = ['Contact', `<sip:b@192.0.2.7>;${INSTANCE};reg-id=3`] as const
  expect(read(tcp, contact, two)).toMatchObject(refusal(400, 'several-flows'))
})

test('nobody is promised a flow that nobody keeps alive', () => {
  const contact = ['Contact', `<sip:a@192.0.2.7>;${INSTANCE};reg-id=1`] as const
  const supported = ['Supported', 'path, outbound'] as const
  expect(orderOf(udp, contact, supported).outbound).toBe(false)
  expect(read(tcp, contact, supported, ['Via', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2'])).toMatchObject(refusal(439, 'first-hop'))
  expect(read(tcp, contact, supported, ['Path', '<sip:p;lr>'])).toMatchObject(refusal(439, 'first-hop'))
  expect(orderOf(tcp, contact, supported, ['Path', '<sip:p;lr>, <sip:edge;lr;ob>']).outbound).toBe(true)
})

test('requests go back where the REGISTER came from, where the URI does not lead there', () => {
  const flowOf = (source: Flow, uri: string, ...more: readonly (readonly [string, string])[]) =>
    contactOf(source, ['Contact', `<${uri}>`], ...more).flow
  expect(flowOf(udp, 'sip:a@192.0.2.7')).toBeNull()
  expect(flowOf(udp, 'sip:a@10.0.0.2')).toEqual(udp)
  expect(flowOf(udp, 'sip:a@192.0.2.7:5062')).toBeNull()
  expect(flowOf(udp, 'sip:a@phone.example.org')).toBeNull()
  expect(flowOf(udp, 'sip:a@df7jal23ls0d.invalid')).toEqual(udp)
  expect(flowOf(tcp, 'sip:a@192.0.2.7')).toEqual(tcp)
  // Behind a proxy the source is the proxy's.
  expect(flowOf(udp, 'sip:a@10.0.0.2', ['Path', '<sip:p;lr>'], ['Supported', 'path'])).toBeNull()
  expect(flowOf(udp, 'sip:a@10.0.0.2', ['Via', 'SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK2'])).toBeNull()
})
