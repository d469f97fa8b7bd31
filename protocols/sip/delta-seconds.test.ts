import { expect, test } from 'vitest'
import { readSeconds } from './delta-seconds.ts'

test.each([
  ['0', 0],
  ['3600', 3600],
  [' 120 (in a meeting)', 120],
  ['18000;duration=3600', 18_000],
  ['99999999999', 4_294_967_295],
  ['123456789012345678901', null],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['soon', null],
  ['', null],
  [null, null],
])('%j is %j seconds', (value, seconds) => {
  expect(readSeconds(value)).toBe(seconds)
})
