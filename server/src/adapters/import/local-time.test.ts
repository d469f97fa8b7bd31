import { expect, test } from 'vitest'
import { LocalTime } from './local-time.ts'

const amsterdam = new LocalTime('Europe/Amsterdam')
const read = (text: unknown, time = amsterdam) => {
  const epoch = time.read(text)
  return epoch === null ? null : new Date(epoch).toISOString()
}

test('a naive time is a local one, summer and winter', () => {
  expect(read('2026-07-17 08:41:52.123456')).toBe('2026-07-17T06:41:52.123Z')
  expect(read('2026-01-17T08:41:52')).toBe('2026-01-17T07:41:52.000Z')
  expect(read('2026-01-17 08:41:52.5', new LocalTime('America/New_York'))).toBe('2026-01-17T13:41:52.500Z')
  expect(read('2026-01-17 08:41:52', new LocalTime('Asia/Kolkata'))).toBe('2026-01-17T03:11:52.000Z')
  expect(read('2026-01-17 08:41:52', new LocalTime('UTC'))).toBe('2026-01-17T08:41:52.000Z')
})

test('a time with an offset is what it says', () => {
  expect(read('2026-07-17 08:41:52.123000+00:00')).toBe('2026-07-17T08:41:52.123Z')
  expect(read('2026-07-17T08:41:52-07:00')).toBe('2026-07-17T15:41:52.000Z')
})

test('when the clocks change', () => {
  expect(read('2026-03-29 01:59:59')).toBe('2026-03-29T00:59:59.000Z')
  // There was no such hour: it is counted on from the one before.
  expect(read('2026-03-29 02:30:00')).toBe('2026-03-29T01:30:00.000Z')
  expect(read('2026-03-29 03:00:00')).toBe('2026-03-29T01:00:00.000Z')
  // That hour came twice: it is the first.
  expect(read('2026-10-25 02:30:00')).toBe('2026-10-25T00:30:00.000Z')
  expect(read('2026-10-25 03:00:00')).toBe('2026-10-25T02:00:00.000Z')
})

test.each([null, 5, '', 'yesterday', '2026-02-30 00:00:00', '2026-01-01 24:00:00', '2026-01-01'])('%j is no time', (text) => {
  expect(amsterdam.read(text)).toBeNull()
})

test('there are zones that are none', () => {
  expect(() => new LocalTime('Europe/Atlantis')).toThrow(RangeError)
})
