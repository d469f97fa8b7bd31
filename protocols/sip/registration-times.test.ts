import { expect, test } from 'vitest'
import type { SipResponse } from './message.ts'
import { backOff, isTransient, refreshAfter, retryAfterOf } from './registration-times.ts'

const seconds = (time: number) => time / 1000

function responseWith(status: number, retryAfter?: string): SipResponse {
  const headers = retryAfter === undefined ? [] : [{ name: 'Retry-After', value: retryAfter }]
  return { kind: 'response', status, reason: '', headers, body: new Uint8Array() }
}

test.each([
  [3600, 2848, 3560],
  [300, 208, 260],
  [60, 24, 30],
  [10, 4, 5],
  [1, 1, 1],
])('a binding of %d s is refreshed after %d to %d s', (lifetime, earliest, latest) => {
  expect(seconds(refreshAfter(lifetime * 1000, 0))).toBeCloseTo(earliest)
  expect(seconds(refreshAfter(lifetime * 1000, 1))).toBeCloseTo(latest)
})

test.each([
  [1, 30, 60],
  [2, 60, 120],
  // The example of RFC 5626 §4.5.
  [3, 120, 240],
  [6, 900, 1800],
  [10_000, 900, 1800],
])('after failure %d it is tried again after %d to %d s', (failures, earliest, latest) => {
  expect(seconds(backOff(failures, 0))).toBe(earliest)
  expect(seconds(backOff(failures, 1))).toBe(latest)
})

test('some refusals pass by, others do not', () => {
  const passing = [408, 430, 480, 491, 500, 502, 503, 504, 580]
  const lasting = [301, 302, 400, 403, 404, 405, 416, 420, 423, 439, 486, 501, 505, 513, 600, 603, 604]
  expect(passing.filter((status) => !isTransient(responseWith(status)))).toEqual([])
  expect(lasting.filter((status) => isTransient(responseWith(status)))).toEqual([])
  expect(isTransient(responseWith(404, '120'))).toBe(true)
})

test('a server says how long to wait, a day at most', () => {
  expect(retryAfterOf(responseWith(503))).toBe(0)
  expect(retryAfterOf(responseWith(503, '120 (soon)'))).toBe(120_000)
  expect(retryAfterOf(responseWith(503, '4000000000'))).toBe(86_400_000)
})
