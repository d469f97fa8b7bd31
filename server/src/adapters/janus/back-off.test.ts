import { expect, test } from 'vitest'
import { backOff } from './back-off.ts'

const LIMITS = { first: 500, longest: 15_000 }
const LEAST = '0'.repeat(32)
const MOST = 'f'.repeat(32)

test('delays double up to the longest, and never less than half of them passes', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => backOff(attempt, MOST, LIMITS))).toEqual([
    500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ])
  expect([0, 1, 2, 1000].map((attempt) => backOff(attempt, LEAST, LIMITS))).toEqual([250, 500, 1000, 7500])
})
