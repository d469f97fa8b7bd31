import { expect, test } from 'vitest'
import { parseContentLength } from './content-length.ts'

test.each([
  ['0', 0],
  ['0150', 150],
  ['999999999999999', 999_999_999_999_999],
  ['-999', null],
  ['+1', null],
  ['1e3', null],
  ['0x10', null],
  ['1 2', null],
  ['', null],
  ['1'.repeat(16), null],
])('%j is %j octets', (value, octets) => {
  expect(parseContentLength(value)).toBe(octets)
})
