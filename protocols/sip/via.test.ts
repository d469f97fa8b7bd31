import { expect, test } from 'vitest'
import { parameterOf } from './parameters.ts'
import { SipPrintError } from './sip-error.ts'
import { parseVia, parseVias, printVia, responseTargetOf, stampVia, type Via } from './via.ts'

const via = (text: string): Via => {
  const parsed = parseVia(text)
  if (!parsed) throw new Error(`no Via: ${text}`)
  return parsed
}

test.each([
  ['SIP/2.0/UDP host.example.com;branch=z9hG4bK1', 'SIP/2.0/UDP host.example.com;branch=z9hG4bK1'],
  ['SIP /\t2.0 / tcp   [2001:DB8::1] : 5061 ; rport', 'SIP/2.0/TCP [2001:db8::1]:5061;rport'],
  ['SIP/2.0/UNKNOWN t4.example.com', 'SIP/2.0/UNKNOWN t4.example.com'],
  ['SIP/7.0/UDP c.example.com;a="b;c"', 'SIP/7.0/UDP c.example.com;a="b;c"'],
])('%s is a Via', (text, printed) => {
  expect(printVia(via(text))).toBe(printed)
})

test.each([
  '',
  'SIP/2.0/UDP',
  'SIP/2.0 host',
  'SIP/2.0/UDP ;branch=x',
  'SIP/2.0/UDP a b',
  'SIP/2.0/UDP 2001:db8::1',
  'SIP/2.0/UDP a;;',
  'SIP/2.0/U DP a',
  'SIP/2.0/UDPhost',
  'SIP/2.0/UDP a;x="\\\0"',
])('%j is none', (text) => {
  expect(parseVia(text)).toBeNull()
})

test('whatever is read as a Via can be printed, stamped or not: a server says it back', () => {
  for (const value of ['"\\\0"', '"\0"', '"\u2028\u0001"', '"', '"\\"', '""', '"a"b', '\u00e9']) {
    const read = parseVia(`SIP/2.0/UDP a;rport;x=${value}`)
    if (read) for (const one of [read, stampVia(read, '192.0.2.9', 4000)]) expect(parseVia(printVia(one))).toEqual(one)
  }
})

test('the top one comes first, over commas and fields', () => {
  expect(parseVias(['SIP/2.0/UDP a, SIP/2.0/TCP b', 'SIP/2.0/TLS c'])?.map(({ host }) => host)).toEqual(['a', 'b', 'c'])
  expect(parseVias(['SIP/2.0/UDP a,'])).toBeNull()
})

test.each([
  [{ protocol: 'SIP/2.0/UDP' }],
  [{ protocol: 'SIP' }],
  [{ transport: 'UDP x\r\n' }],
  [{ host: 'a;b' }],
  [{ parameters: [{ name: 'a', value: 'b\r\n' }] }],
])('%j is not printed', (change) => {
  expect(() => printVia({ ...via('SIP/2.0/UDP a'), ...change })).toThrow(SipPrintError)
})

test.each([
  ['SIP/2.0/UDP host.example;branch=x', 'SIP/2.0/UDP host.example;branch=x;received=192.0.2.9'],
  ['SIP/2.0/UDP 192.0.2.9;branch=x', 'SIP/2.0/UDP 192.0.2.9;branch=x'],
  ['SIP/2.0/UDP 192.0.2.9;rport;branch=x', 'SIP/2.0/UDP 192.0.2.9;rport=4000;branch=x;received=192.0.2.9'],
  ['SIP/2.0/UDP 10.0.0.1;received=203.0.113.5;rport=99', 'SIP/2.0/UDP 10.0.0.1;rport=4000;received=192.0.2.9'],
])('%s from 192.0.2.9:4000 is kept as %s', (sent, kept) => {
  expect(printVia(stampVia(via(sent), '192.0.2.9', 4000))).toBe(kept)
})

test.each([
  ['SIP/2.0/UDP host.example', 'host.example', 5060],
  ['SIP/2.0/TLS host.example', 'host.example', 5061],
  ['SIP/2.0/UDP 192.0.2.1:5070', '192.0.2.1', 5070],
  ['SIP/2.0/UDP 10.0.0.1:5070;received=192.0.2.9', '192.0.2.9', 5070],
  ['SIP/2.0/UDP 10.0.0.1:5070;received=192.0.2.9;rport=4000', '192.0.2.9', 4000],
  ['SIP/2.0/UDP 10.0.0.1;received=192.0.2.9;rport', '192.0.2.9', 5060],
  ['SIP/2.0/UDP 10.0.0.1;received=evil.example;rport=1', '10.0.0.1', 5060],
  ['SIP/2.0/UDP h.example;received=[2001:DB8::9]', '2001:db8::9', 5060],
  ['SIP/2.0/UDP h.example:5070;maddr=224.2.0.1;received=192.0.2.9', '224.2.0.1', 5070],
])('a response to %s goes to %s port %i', (text, host, port) => {
  expect(responseTargetOf(via(text))).toEqual({ host, port })
})

test('the branch is read as it stands', () => {
  expect(parameterOf(via('SIP/2.0/UDP a;Branch=z9hG4bKaB').parameters, 'branch')).toBe('z9hG4bKaB')
})
