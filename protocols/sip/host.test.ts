import { expect, test } from 'vitest'
import { parseHostPort, printHostPort } from './host.ts'
import { SipPrintError } from './sip-error.ts'

test.each([
  ['Example.COM', 'example.com', null, 'example.com'],
  ['example.com.', 'example.com.', null, 'example.com.'],
  ['example.com : 5061', 'example.com', 5061, 'example.com:5061'],
  ['a_b-c.example', 'a_b-c.example', null, 'a_b-c.example'],
  ['192.0.2.1:5060', '192.0.2.1', 5060, '192.0.2.1:5060'],
  ['[2001:DB8::1]', '2001:db8::1', null, '[2001:db8::1]'],
  ['[2001:db8:::192.0.2.1]', '2001:db8::192.0.2.1', null, '[2001:db8::192.0.2.1]'],
  ['[::ffff:192.0.2.1]:1', '::ffff:192.0.2.1', 1, '[::ffff:192.0.2.1]:1'],
])('%s is a host', (text, host, port, printed) => {
  expect(parseHostPort(text)).toEqual({ host, port })
  expect(printHostPort({ host, port })).toBe(printed)
})

test.each([
  '',
  ':5060',
  '2001:db8::1',
  '[2001:db8::1',
  '[192.0.2.1]',
  '[]',
  'a b',
  'a..b',
  '-a',
  '1.2.3',
  '300.1.1.1',
  'a:',
  'a:0',
  'a:65536',
  'a:x',
  'ä.example',
])('%j is no host', (text) => {
  expect(parseHostPort(text)).toBeNull()
})

test.each([
  ['a b', null],
  ['a:b', null],
  ['a\r\n', null],
  ['a', 0],
  ['a', 1.5],
  ['a', 65_536],
])('host %j with port %j is not printed', (host, port) => {
  expect(() => printHostPort({ host, port })).toThrow(SipPrintError)
})
