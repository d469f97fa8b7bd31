import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CoveredRanges } from './covered-ranges.ts'

test('it has what came, in whatever order and however often', () => {
  const interval = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 8 }))
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 12 }), (intervals) => {
      const ranges = new CoveredRanges(64)
      const bytes = new Set<number>()
      for (const [start, size] of intervals) {
        expect(ranges.add(start, start + size - 1)).toBe(true)
        for (let at = start; at < start + size; at++) bytes.add(at)
      }
      for (let total = 0; total < 30; total++) {
        const all = Array.from({ length: total }, (_, index) => bytes.has(index + 1)).every(Boolean)
        expect(ranges.hasAll(total)).toBe(all)
      }
    }),
  )
})

test('what would be too many ranges is not added', () => {
  const ranges = new CoveredRanges(2)
  expect([ranges.add(1, 2), ranges.add(5, 6), ranges.add(8, 9)]).toEqual([true, true, false])
  expect([ranges.add(3, 4), ranges.hasAll(6), ranges.hasAll(7)]).toEqual([true, true, false])
  expect(ranges.add(8, 9)).toBe(true)
})
