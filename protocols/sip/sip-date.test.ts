import { expect, test } from 'vitest'
import { parseSipDate, printSipDate } from './sip-date.ts'

test.each([
  ['Sat, 13 Nov 2010 23:29:00 GMT', '2010-11-13T23:29:00.000Z'],
  ['Sat, 15 Oct 2005 04:44:56 GMT', '2005-10-15T04:44:56.000Z'],
  ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
])('%s is a date', (value, iso) => {
  expect(parseSipDate(value)).toBe(Date.parse(iso))
})

test.each([
  '',
  'Fri, 01 Jan 2010 16:00:00 EST',
  'Fri, 1 Jan 2010 16:00:00 GMT',
  'Fri, 32 Jan 2010 16:00:00 GMT',
  'Thu, 29 Feb 2023 00:00:00 GMT',
  'Fri, 31 Apr 2026 00:00:00 GMT',
  'Fri, 01 Foo 2010 16:00:00 GMT',
  'Fri, 01 Jan 2010 24:00:00 GMT',
  '2010-11-13T23:29:00Z',
])('%j is none', (value) => {
  expect(parseSipDate(value)).toBeNull()
})

test('a printed date reads back, to the second', () => {
  expect(printSipDate(1_289_656_201_987)).toBe('Sat, 13 Nov 2010 13:50:01 GMT')
  expect(parseSipDate(printSipDate(1_289_656_201_987))).toBe(1_289_656_201_000)
  expect(() => printSipDate(Number.NaN)).toThrow(RangeError)
})
