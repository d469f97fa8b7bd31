import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  escapeValue,
  parseHeaderLine,
  parseIdentity,
  parseNamespace,
  printHeaderLine,
  printIdentity,
  unescapeValue,
} from './cpim-headers.ts'

const anyText = fc.string({ unit: 'binary' })

test.each([
  ['<sip:alice@example.com>', '', 'sip:alice@example.com'],
  ['Alice <sip:alice@example.com>', 'Alice', 'sip:alice@example.com'],
  ['"Alice" <sip:alice@example.com>', 'Alice', 'sip:alice@example.com'],
  ['"Alice \\"Al\\" \\u00c9" <sips:alice@example.com>', 'Alice "Al" É', 'sips:alice@example.com'],
  ['Élodie 🎉 Ångström <sip:e@example.com>', 'Élodie 🎉 Ångström', 'sip:e@example.com'],
  ['Conference Room<sip:room@conference.example.com;a=b>', 'Conference Room', 'sip:room@conference.example.com;a=b'],
  ['A <3 B <sip:a@example.com>', 'A <3 B', 'sip:a@example.com'],
  ['<alice@example.com>', '', 'alice@example.com'],
  ['sip:alice@example.com', '', 'sip:alice@example.com'],
  ['<sip:alice@[2001:db8::1]:5060>', '', 'sip:alice@[2001:db8::1]:5060'],
])('%s is an identity', (value, displayName, uri) => {
  expect(parseIdentity(value)).toEqual({ displayName, uri })
})

test.each(['', 'Alice', '<>', 'Alice >', '<sip:a b>', '<sip:a@b', '<sip:a@b> x', 'alice@example.com'])(
  '%j is no identity',
  (value) => {
    expect(parseIdentity(value)).toBeNull()
  },
)

test.each([
  ['Alice', 'Alice <sip:a@b>'],
  ["Conference O'Room", "Conference O'Room <sip:a@b>"],
  ['Smith, Bob', '"Smith, Bob" <sip:a@b>'],
  ['a  b', '"a  b" <sip:a@b>'],
  ['say "hi" \\o/', '"say \\"hi\\" \\\\o/" <sip:a@b>'],
  ['Eve\r\nTo: <sip:x@y>', '"Eve\\u000d\\u000aTo: <sip:x@y>" <sip:a@b>'],
])('the display name %j is printed so that it stays one', (displayName, expected) => {
  expect(printIdentity({ displayName, uri: 'sip:a@b' })).toBe(expected)
})

test('an identity keeps any display name', () => {
  fc.assert(
    fc.property(anyText, (displayName) => {
      expect(parseIdentity(printIdentity({ displayName, uri: 'sip:a@b' }) ?? '')).toEqual({ displayName, uri: 'sip:a@b' })
    }),
  )
})

test.each(['', 'sip:a@b>', 'sip:a@b\r\nX: y', 'sip:a b'])('%j is not printed as a URI', (uri) => {
  expect(printIdentity({ displayName: '', uri })).toBeNull()
})

test('a line has a name, perhaps a prefix and a language, and a value', () => {
  const none = { prefix: '', language: null }
  expect(parseHeaderLine('Subject: a: b ')).toEqual({ ...none, name: 'Subject', value: 'a: b' })
  expect(parseHeaderLine('Subject:;lang=fr Bonjour')).toEqual({ ...none, name: 'Subject', language: 'fr', value: 'Bonjour' })
  expect(parseHeaderLine('Subject:;x=1;lang=fr')).toEqual({ ...none, name: 'Subject', language: 'fr', value: '' })
  expect(parseHeaderLine('Subject:;lang="fr" x')).toEqual({ ...none, name: 'Subject', value: 'x' })
  expect(parseHeaderLine('imdn.Message-ID:x')).toEqual({ ...none, prefix: 'imdn', name: 'Message-ID', value: 'x' })
})

test.each(['', ':', 'x', ' folded: x', 'a b: c', '.a: b', 'a.: b', 'a.b.c: d', 'a: b\rc', 'a: \u0000', 'É: x'])(
  '%j is no header line',
  (line) => {
    expect(parseHeaderLine(line)).toBeNull()
  },
)

test.each([
  { prefix: '', name: 'X\r\nY', language: null },
  { prefix: 'a.b', name: 'X', language: null },
  { prefix: '', name: 'X', language: 'fr x' },
  { prefix: '', name: '', language: null },
])('a header line with %j is not printed', (header) => {
  expect(printHeaderLine({ ...header, value: '' })).toBeNull()
})

test('namespaces are declared with a prefix, or as the default', () => {
  expect(parseNamespace('imdn <urn:ietf:params:imdn>')).toEqual({ prefix: 'imdn', namespace: 'urn:ietf:params:imdn' })
  expect(parseNamespace('<urn:x>')).toEqual({ prefix: '', namespace: 'urn:x' })
  for (const wrong of ['', 'imdn', 'a b <urn:x>', 'a <urn x>', '<>', '<urn:x> a']) expect(parseNamespace(wrong)).toBeNull()
})

test('escaped values have no control characters and come back as they were', () => {
  fc.assert(
    fc.property(anyText, (value) => {
      const escaped = escapeValue(value)
      expect(escaped).not.toMatch(/\p{Cc}/u)
      expect(escaped).not.toMatch(/^ | $/)
      expect(unescapeValue(escaped)).toBe(value)
    }),
  )
})

test('escapes of RFC 3862 are undone, foreign backslashes stay, half characters are replaced', () => {
  expect(unescapeValue('\\u0041\\b\\t\\n\\r\\"\\\'\\\\')).toBe('A\b\t\n\r"\'\\')
  expect(unescapeValue('C:\\dir\\u12')).toBe('C:\\dir\\u12')
  expect(unescapeValue('\\ud83c\\udf89 \\ud83c')).toBe('🎉 \ufffd')
})
