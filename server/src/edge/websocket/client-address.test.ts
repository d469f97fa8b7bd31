import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { ClientAddress } from './client-address.ts'

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  // Only these two are looked at.
  return { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage
}

const behindProxy = new ClientAddress([
  { address: '10.0.0.0', prefix: 8 },
  { address: 'fd00::', prefix: 8 },
])

test('without a believed proxy the socket says it', () => {
  expect(new ClientAddress([]).of(request('192.0.2.7', '1.2.3.4'))).toBe('192.0.2.7')
  expect(behindProxy.of(request('192.0.2.7', '1.2.3.4'))).toBe('192.0.2.7')
})

test('a believed proxy says it, and the chain is followed through all of them', () => {
  expect(behindProxy.of(request('10.1.1.1', '192.0.2.7'))).toBe('192.0.2.7')
  expect(behindProxy.of(request('10.1.1.1', '192.0.2.7, 10.2.2.2'))).toBe('192.0.2.7')
  expect(behindProxy.of(request('fd00::1', '2001:db8::7'))).toBe('2001:db8::7')
})

test('what a client wrote into the header itself is not believed', () => {
  expect(behindProxy.of(request('10.1.1.1', '127.0.0.1, 192.0.2.7'))).toBe('192.0.2.7')
  expect(behindProxy.of(request('10.1.1.1', '192.0.2.7, nonsense'))).toBe('10.1.1.1')
})

test('a client cannot hide itself behind a header that is too long to be read', () => {
  const written = '127.0.0.1, '.repeat(500)
  expect(behindProxy.of(request('10.1.1.1', `${written}192.0.2.7`))).toBe('192.0.2.7')
})

test('an IPv4 address mapped into IPv6 is that address', () => {
  expect(behindProxy.of(request('::ffff:10.1.1.1', '192.0.2.7'))).toBe('192.0.2.7')
})
