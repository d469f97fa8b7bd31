import { expect, test } from 'vitest'
import { parseContacts, parseNameAddr, parseNameAddrs, printNameAddr } from './name-addr.ts'
import { SipPrintError } from './sip-error.ts'

test.each<[string, string, string, object[]]>([
  ['sip:a@example.com', '', 'sip:a@example.com', []],
  ['sip:a@example.com ; tag = 1', '', 'sip:a@example.com', [{ name: 'tag', value: '1' }]],
  ['<sip:a@example.com;lr?x=y>;tag=1', '', 'sip:a@example.com;lr?x=y', [{ name: 'tag', value: '1' }]],
  ['A. Bell <sip:a@example.com>', 'A. Bell', 'sip:a@example.com', []],
  ['caller<sip:a@example.com>', 'caller', 'sip:a@example.com', []],
  ['Élodie <sip:a@example.com>', 'Élodie', 'sip:a@example.com', []],
  ['"Bell, \\"A\\" <x>" <tel:+1-212>', 'Bell, "A" <x>', 'tel:+1-212', []],
  ['"" <sip:a@example.com>', '', 'sip:a@example.com', []],
  ['<urn:service:sos>', '', 'urn:service:sos', []],
])('%s is a name and an address', (text, displayName, uri, parameters) => {
  const address = parseNameAddr(text)
  expect(address).toEqual({ displayName, uri, parameters })
  expect(address && parseNameAddr(printNameAddr(address))).toEqual(address)
})

test.each([
  '',
  'a@example.com',
  '<a@example.com>',
  '<>',
  '< sip:a@example.com>',
  '<sip:a@example.com',
  'sip:a@example.com>',
  'Bell, A <sip:a@example.com>',
  '"Bell <sip:a@example.com>',
  '"Bell" sip:a@example.com',
  'sip:a@example.com?x=y',
  'sip:a@example.com,sip:b@example.com',
  'sip:a b@example.com',
  '<sip:a@example.com>x',
  '<sip:a@example.com>;;',
  '*',
])('%j is none', (text) => {
  expect(parseNameAddr(text)).toBeNull()
})

test('lists go over commas and over fields, and are whole or nothing', () => {
  const uris = (values: string[]) => parseNameAddrs(values)?.map(({ uri }) => uri)
  expect(uris(['<sip:a@x>, "b, c" <sip:b@x>', 'sip:c@x;q=1'])).toEqual(['sip:a@x', 'sip:b@x', 'sip:c@x'])
  expect(uris(['<sip:a@x>,'])).toBeUndefined()
})

test('a star says all contacts, when it is alone', () => {
  expect(parseContacts([' * '])).toBe('*')
  expect(parseContacts(['*', '<sip:a@x>'])).toBeNull()
  expect(parseContacts([])).toEqual([])
})

test.each([
  { displayName: 'a\r\nb' },
  { uri: 'sip:a@x>;tag=1' },
  { uri: 'sip:a@x\r\nVia: x' },
  { uri: '' },
  { uri: 'a@x' },
  { parameters: [{ name: 'a\r\n', value: null }] },
])('%j is not printed', (change) => {
  expect(() => printNameAddr({ displayName: '', uri: 'sip:a@x', parameters: [], ...change })).toThrow(SipPrintError)
})
