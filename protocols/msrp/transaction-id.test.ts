import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseTransactionId, hasEndLine, isIdent } from './transaction-id.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const sourceOf =
  (...ids: string[]) =>
  () =>
    ids.shift() ?? 'none'

test('[P21] an identifier has from 4 to 32 characters and begins with a letter or digit', () => {
  expect(['abcd', '8d2e4b6f1a3c5d7e', `a.+%=-${'9'.repeat(26)}`].map(isIdent)).toEqual([true, true, true])
  expect(['abc', 'a'.repeat(33), '-abcd', 'ab cd', 'abc$', 'ab\u00e9d', ''].map(isIdent)).toEqual(Array(7).fill(false))
})

test('[P12] an identifier whose end-line is in the body is not taken', () => {
  const body = encode('a\r\n-------one1$\r\n-------two2+')
  expect(chooseTransactionId(sourceOf('one1', 'two2', 'three'), body)).toBe('three')
})

test('a source that gives no identifiers, or always the same, is told so', () => {
  expect(() => chooseTransactionId(sourceOf('no'), encode(''))).toThrow('none')
  expect(() => chooseTransactionId(() => 'same', encode('-------same'))).toThrow('in the body')
})

test('an end-line is found wherever it stands, and not where it does not', () => {
  const filler = fc.stringMatching(/^[-a\r\n$]{0,30}$/)
  fc.assert(
    fc.property(filler, filler, fc.boolean(), (before, after, has) => {
      const text = `${before}${has ? '-------abcd' : ''}${after}`
      expect(hasEndLine(encode(text), 'abcd')).toBe(text.includes('-------abcd'))
    }),
    { numRuns: 1000 },
  )
  expect(hasEndLine(new Uint8Array(1_000_000).fill(45), 'abcd')).toBe(false)
})
