import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseDateTime, printDateTime } from './date-time.ts'

test.each([
  ['2026-07-17T08:41:52.123Z', '2026-07-17T08:41:52.123000+00:00'],
  ['2026-07-17T08:41:52Z', '2026-07-17T08:41:52+00:00'],
  ['2026-07-17T08:41:52.000Z', '2026-07-17T08:41:52+00:00'],
  ['2026-07-17T10:41:52.5+02:00', '2026-07-17T10:41:52.500000+02:00'],
  ['2026-07-17t08:41:52.123456789-00:30', '2026-07-17T08:41:52.123456-00:30'],
  ['2026-07-17 08:41:52+00:00', '2026-07-17T08:41:52+00:00'],
  ['2024-02-29T23:59:60Z', '2024-02-29T23:59:60+00:00'],
])('%s is re-serialised with six fraction digits and a numeric offset', (given, expected) => {
  expect(normaliseDateTime(given)).toBe(expected)
})

test.each([
  '',
  'now',
  '2026-07-17',
  '2026-07-17T08:41:52',
  '2026-13-01T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-07-00T00:00:00Z',
  '2026-07-17T24:00:00Z',
  '2026-07-17T08:60:00Z',
  '2026-07-17T08:41:52+24:00',
  '2026-07-17T08:41:52Z\r\nX: y',
  `2026-07-17T08:41:52.${'1'.repeat(100)}Z`,
])('%j is no date-time', (given) => {
  expect(normaliseDateTime(given)).toBeNull()
})

test('a printed time is the time that Date prints, in every year of four digits', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      (date) => {
        const printed = printDateTime(date.getTime())
        expect(printed).toBe(normaliseDateTime(date.toISOString()))
      },
    ),
  )
})

test('times that four digits of year cannot say are refused', () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(10_000, 0, 1), Date.parse('0000-01-01T00:00:00Z') - 1]) {
    expect(() => printDateTime(time)).toThrow(RangeError)
  }
})
