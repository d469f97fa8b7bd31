import { expect, test } from 'vitest'
import { parseMaxBreadth, splitBreadth } from './max-breadth.ts'

test('a breadth is a number', () => {
  expect(['0', '60', '', '-1', '6e1', '1234567890'].map(parseMaxBreadth)).toEqual([0, 60, null, null, null, null])
})

test('RFC 5393 §5.3.3: the branches together have no more than the request, and each at least 1', () => {
  expect(splitBreadth(60, 4)).toEqual([15, 15, 15, 15])
  expect(splitBreadth(7, 3)).toEqual([3, 2, 2])
  expect(splitBreadth(3, 3)).toEqual([1, 1, 1])
  expect(splitBreadth(2, 3)).toBeNull()
  expect(splitBreadth(5, 0)).toEqual([])
})
