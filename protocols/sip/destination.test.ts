import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAddress, parseDestination } from './destination.ts'

test.each([
  ['example.com', 'example.com', null, null],
  ['Example.COM.', 'example.com', null, null],
  ['example.com:5080', 'example.com', 5080, null],
  ['example.com;transport=TCP', 'example.com', null, 'tcp'],
  ['example.com:5061;lr;transport=tls', 'example.com', 5061, 'tls'],
  ['_x.1-2.example', '_x.1-2.example', null, null],
  ['192.0.2.1:5060', '192.0.2.1', 5060, null],
  ['[2001:DB8::1]:5060', '2001:db8::1', 5060, null],
  ['[::ffff:192.0.2.1]', '::ffff:192.0.2.1', null, null],
  ['2001:db8::1', '2001:db8::1', null, null],
])('%s is a destination', (text, host, port, transport) => {
  expect(parseDestination(text)).toEqual({ host, port, transport })
})

test.each([
  '',
  '.',
  'a..b',
  '-a.example',
  'a b',
  'a/../b',
  'exämple.com',
  '1.2.3',
  '1.2.3.400',
  'example.com:',
  'example.com:0',
  'example.com:65536',
  'example.com:5060:1',
  'example.com;transport=sctp',
  '[192.0.2.1]',
  '[::1',
  '[]',
  '::1::',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(127)}example`,
  'a\r\nb',
])('%j is no destination', (text) => {
  expect(parseDestination(text)).toBeNull()
})

test('what is an address is what Node takes for one', () => {
  const almost = fc.stringMatching(/^[0-9a-f:.]{2,20}$/)
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), almost), (host) => {
      expect(isAddress(host)).toBe(isIP(host) !== 0)
    }),
    { numRuns: 1000 },
  )
})
