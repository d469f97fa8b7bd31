import { expect, test } from 'vitest'
import { isToken } from './token.ts'

test.each(['INVITE', "!interesting-Method0123456789_*+`.%indeed'~", '0'])('%s is a token', (text) => {
  expect(isToken(text)).toBe(true)
})

test.each(['', 'a b', 'a:b', 'a"', 'a(', 'a/b', 'a\r', '\0', '\x7f', 'é', 'ŁA'])('%j is none', (text) => {
  expect(isToken(text)).toBe(false)
})
