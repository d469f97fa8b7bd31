import { expect, test } from 'vitest'
import { readRange } from './byte-range.ts'

test.each([
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=2-5', { first: 2, last: 5 }],
  ['bytes=2-', { first: 2, last: 9 }],
  ['bytes=2-99', { first: 2, last: 9 }],
  ['bytes=-3', { first: 7, last: 9 }],
  ['bytes=-99', { first: 0, last: 9 }],
  ['Bytes = 2 - 5', { first: 2, last: 5 }],
])('%s of ten bytes is %j', (header, range) => {
  expect(readRange(header, 10)).toEqual(range)
})

test.each([
  undefined,
  '',
  'bytes=',
  'bytes=-',
  'bytes=5-2',
  'bytes=0-1,3-4',
  'lines=1-2',
  'bytes=a-b',
  'bytes=1-2x',
  `bytes=${'9'.repeat(20)}-`,
])('%j asks for everything, as far as we are concerned', (header) => {
  expect(readRange(header, 10)).toBe('whole')
})

test.each([
  ['bytes=10-', 10],
  ['bytes=10-20', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
  ['bytes=-5', 0],
])('nothing of %s is there in %i bytes', (header, size) => {
  expect(readRange(header, size)).toBe('unsatisfiable')
})
