import { expect, test } from 'vitest'
import { Allowance } from './allowance.ts'

const now = 1_700_000_000_000

test('so much at once, and then as fast as it comes back', () => {
  const allowance = new Allowance({ perSecond: 2, burst: 3 }, now)
  const taken = (at: number) => allowance.take(now + at)
  expect([0, 0, 0, 0].map(taken)).toEqual([true, true, true, false])
  expect([499, 500, 500, 1000].map(taken)).toEqual([false, true, false, true])
})

test('what is not used does not pile up', () => {
  const allowance = new Allowance({ perSecond: 2, burst: 3 }, now)
  expect(Array.from({ length: 4 }, () => allowance.take(now + 3_600_000))).toEqual([true, true, true, false])
})

test('a clock that is set back gives nothing and takes nothing', () => {
  const allowance = new Allowance({ perSecond: 1, burst: 1 }, now)
  expect([0, -60_000, -59_000].map((at) => allowance.take(now + at))).toEqual([true, false, true])
})
