import { expect, test } from 'vitest'
import { type SipResponse, withFields } from './message.ts'
import { validateResponse } from './validate-response.ts'

const response: SipResponse = {
  kind: 'response',
  status: 200,
  reason: 'OK',
  headers: [
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1' },
    { name: 'From', value: '<sip:alice@example.com>;tag=1' },
    { name: 'To', value: '<sip:bob@example.com>;tag=2' },
    { name: 'Call-ID', value: 'abc' },
    { name: 'CSeq', value: '1 INVITE' },
  ],
  body: new Uint8Array(),
}

test('a response with what it takes is acceptable', () => {
  expect(validateResponse(response, 'client')).toEqual({ acceptable: true })
})

test.each([
  ['Via', []],
  ['Via', ['SIP/2.0/UDP a;;']],
  ['From', []],
  ['To', ['"x']],
  ['Call-ID', ['a', 'b']],
  ['CSeq', ['9292394834772304023312 OPTIONS']],
])('a response with %s %j is discarded', (name, values) => {
  expect(validateResponse(withFields(response, name, values), 'proxy').acceptable).toBe(false)
})

test.each(['SIP/2.0/UDP 255.255.255.255', 'SIP/2.0/UDP a;received=255.255.255.255'])('no response is forwarded to %s', (next) => {
  expect(validateResponse(withFields(response, 'Via', ['SIP/2.0/UDP b', next]), 'proxy').acceptable).toBe(false)
})

test('a response with more than one Via is for a proxy, not for the client at the end', () => {
  const relayed = withFields(response, 'Via', ['SIP/2.0/UDP a, SIP/2.0/UDP b'])
  expect(validateResponse(relayed, 'proxy')).toEqual({ acceptable: true })
  expect(validateResponse(relayed, 'client').acceptable).toBe(false)
})
