import { expect, test } from 'vitest'
import { parseByteRange, printByteRange } from './byte-range.ts'

test.each([
  ['1-25/25', { start: 1, end: 25, total: 25 }],
  ['1-*/*', { start: 1, end: null, total: null }],
  ['2049-*/5000', { start: 2049, end: null, total: 5000 }],
  ['1-0/0', { start: 1, end: 0, total: 0 }],
  ['5-4/4', { start: 5, end: 4, total: 4 }],
])('%s is read and printed', (text, range) => {
  expect(parseByteRange(text)).toEqual(range)
  expect(printByteRange(range)).toBe(text)
})

test.each(['', '1-2', '*-2/3', '1-2/', '0-5/5', '3-1/5', '1-6/5', '7-*/5', '1 - 2/3', '-1-2/3', `1-${'9'.repeat(16)}/*`])(
  '%j is none',
  (text) => {
    expect(parseByteRange(text)).toBeNull()
  },
)

test.each([{ start: 0 }, { start: 3, end: 1 }, { end: 9, total: 5 }, { total: 1.5 }, { start: Number.NaN }])(
  '%j is not printed',
  (part) => {
    expect(() => printByteRange({ start: 1, end: null, total: null, ...part })).toThrow('contradicts')
  },
)
