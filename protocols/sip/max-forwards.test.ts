import { expect, test } from 'vitest'
import { parseMaxForwards } from './max-forwards.ts'

test.each([
  ['0', 0],
  ['0068', 68],
  ['255', 255],
  ['256', null],
  ['300', null],
  ['-1', null],
  ['', null],
  ['7 0', null],
  ['99999999999999999999', null],
])('%j leaves %j hops', (value, hops) => {
  expect(parseMaxForwards(value)).toBe(hops)
})
