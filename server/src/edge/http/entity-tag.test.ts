import { expect, test } from 'vitest'
import { isAmong } from './entity-tag.ts'

test.each(['"a"', 'W/"a"', '"b", "a"', ' "a" ', '*'])('%s names the tag "a"', (header) => {
  expect(isAmong('"a"', header)).toBe(true)
})

test.each([undefined, '', '"b"', 'a', '"A"', '"a'])('%s does not', (header) => {
  expect(isAmong('"a"', header)).toBe(false)
})
