import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pythonRepr } from './python-repr.ts'

// What `repr()` of Python 3 prints for the same values.
test.each<[unknown, string]>([
  [null, 'None'],
  [true, 'True'],
  [false, 'False'],
  [5, '5'],
  [-1.5, '-1.5'],
  ['plain', "'plain'"],
  ["it's", '"it\'s"'],
  ['both \' and "', "'both \\' and \"'"],
  ['back\\slash', "'back\\\\slash'"],
  ['\n\r\t\0\x7f\xa0', "'\\n\\r\\t\\x00\\x7f\\xa0'"],
  ['é €\u2028\ud800', "'é €\\u2028\\ud800'"],
  ['😀\u{e0001}', "'😀\\U000e0001'"],
  [[], '[]'],
  [[1, 'a', null], "[1, 'a', None]"],
  [{}, '{}'],
  [{ a: 1, b: [true] }, "{'a': 1, 'b': [True]}"],
])('%j', (value, expected) => {
  expect(pythonRepr(value)).toBe(expected)
})

test('a long or deep value is cut', () => {
  expect(pythonRepr('x'.repeat(1000))).toMatch(/^'x{199}…$/)
  expect(pythonRepr(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('['.repeat(200))
})

test('no JSON value makes a long text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(pythonRepr(value).length).toBeLessThan(210)
    }),
  )
})
