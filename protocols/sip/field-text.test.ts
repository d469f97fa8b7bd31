import { expect, test } from 'vitest'
import { isFieldText, trimBlanks } from './field-text.ts'

test.each(['', 'a\tb', 'é\u2028', '"\\\0"', 'x "a\\"\\\0" y', '\x07\x7f'])('%j may stand in a field', (text) => {
  expect(isFieldText(text)).toBe(true)
})

test.each(['\r', 'a\nb', '\0', '"\0"', '\\\0', '"a" \\\0', '"\\\0', '"\\\\\0"', '"\\\r"', '"\\\n"'])('%j may not', (text) => {
  expect(isFieldText(text)).toBe(false)
})

test('only spaces and tabs are white space', () => {
  expect(trimBlanks(' \t a b\t')).toBe('a b')
  expect(trimBlanks('\u00a0a\v')).toBe('\u00a0a\v')
  expect(trimBlanks('x  y', 1, 3)).toBe('')
})
