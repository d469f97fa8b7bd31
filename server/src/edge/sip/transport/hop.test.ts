import { expect, test } from 'vitest'
import { contactUri, overHop, viaOf } from './hop.ts'

const UDP = { transport: 'udp', host: '192.0.2.1', port: 5070 } as const
const TLS = { transport: 'tls', host: '2001:db8::1', port: null } as const

test('a Via says how and where, and has a branch of its own', () => {
  expect(viaOf(UDP, 'abc').value).toBe('SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKabc;rport')
  expect(viaOf(TLS, 'abc').value).toBe('SIP/2.0/TLS [2001:db8::1];branch=z9hG4bKabc;rport')
})

test('a Contact is reached over the same transport, which sips says already', () => {
  expect(contactUri(UDP)).toBe('sip:weft@192.0.2.1:5070')
  expect(contactUri(TLS)).toBe('sip:weft@[2001:db8::1];transport=tls')
  expect(contactUri(TLS, 'sips')).toBe('sips:weft@[2001:db8::1]')
})

test('a request over a hop has that Via on top', () => {
  const headers = [{ name: 'Route', value: '<sip:x.test;lr>' }]
  const request = { kind: 'request', method: 'BYE', uri: 'sip:b@x.test', headers, body: new Uint8Array() } as const
  expect(overHop(request, UDP, 'abc', 'Weft/1').headers).toEqual([
    viaOf(UDP, 'abc'),
    ...headers,
    { name: 'User-Agent', value: 'Weft/1' },
  ])
})
