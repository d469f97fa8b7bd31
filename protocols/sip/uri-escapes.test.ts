import { expect, test } from 'vitest'
import { escapeUser, hasWholeEscapes, normaliseEscapes, unescapeText } from './uri-escapes.ts'

test.each([
  ['Élodie @home', '%C3%89lodie%20%40home'],
  ['a;b:c', 'a;b%3Ac'],
  ['100%', '100%25'],
])('the user %s is escaped, and read again', (text, escaped) => {
  expect(escapeUser(text)).toBe(escaped)
  expect(unescapeText(escaped)).toBe(text)
})

test('what is no escape stays, what is no UTF-8 is replaced', () => {
  expect(unescapeText('a%zz%4')).toBe('a%zz%4')
  expect(unescapeText('%FF%41')).toBe('\ufffdA')
})

test.each([
  ['%61%2d%5F', 'a-_'],
  ['%3b%40', '%3B%40'],
  ['%c3%a9', '%C3%A9'],
  ['a%zz', 'a%zz'],
])('%s is normally written %s: what is reserved stays escaped', (text, normal) => {
  expect(normaliseEscapes(text)).toBe(normal)
})

test.each([
  ['', true],
  ['%41b%5c', true],
  ['%', false],
  ['%4', false],
  ['%4g', false],
])('that every escape in %j is whole is %j', (text, whole) => {
  expect(hasWholeEscapes(text)).toBe(whole)
})
