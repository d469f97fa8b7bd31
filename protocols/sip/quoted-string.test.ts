import { expect, test } from 'vitest'
import { endOfQuoted, quote, unquote } from './quoted-string.ts'

test.each([
  ['', '""'],
  ['a b', '"a b"'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
])('%s is quoted as %s', (text, quoted) => {
  expect(quote(text)).toBe(quoted)
  expect(unquote(quoted)).toBe(text)
})

test('what is not quoted stays as it is', () => {
  expect(unquote('a\\b')).toBe('a\\b')
  expect(unquote('"')).toBe('"')
})

test.each([
  ['"a"b', 3],
  ['"a\\"b"', 6],
  ['"a', -1],
  ['"a\\"', -1],
  ['"', -1],
])('the quotes of %s end at %i', (text, end) => {
  expect(endOfQuoted(text, 0)).toBe(end)
})
