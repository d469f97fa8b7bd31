import { expect, test } from 'vitest'
import { earliest, RELIABLE, Retransmission, UNRELIABLE } from './timers.ts'

function timesOf(retransmission: Retransmission, until: number): number[] {
  const times: number[] = []
  for (let at = retransmission.at; at !== null && at < until; at = retransmission.at) if (retransmission.due(at)) times.push(at)
  return times
}

test('the timers are those of RFC 3261, table 4, and of RFC 6026', () => {
  const { A, E, G, ...waits } = UNRELIABLE
  expect(A).toEqual({ first: 500, most: Number.POSITIVE_INFINITY })
  expect([E, G]).toEqual([
    { first: 500, most: 4_000 },
    { first: 500, most: 4_000 },
  ])
  expect(waits).toMatchObject({ B: 32_000, D: 32_000, F: 32_000, H: 32_000, I: 5_000, J: 32_000, K: 5_000, L: 32_000, M: 32_000 })
  expect(waits.C).toBeGreaterThan(180_000)
})

test('over a reliable transport nothing is retransmitted, and nothing is waited for that could come late', () => {
  expect(RELIABLE).toMatchObject({ A: null, E: null, G: null, D: 0, I: 0, J: 0, K: 0 })
  expect(RELIABLE).toMatchObject({ B: 32_000, F: 32_000, H: 32_000, L: 32_000, M: 32_000 })
})

test('gaps double, up to T2 where they have a limit', () => {
  const invite = new Retransmission()
  invite.start(UNRELIABLE.A, 0)
  expect(timesOf(invite, 32_000)).toEqual([500, 1_500, 3_500, 7_500, 15_500, 31_500])
  const other = new Retransmission()
  other.start(UNRELIABLE.E, 1_000)
  expect(timesOf(other, 20_000)).toEqual([1_500, 2_500, 4_500, 8_500, 12_500, 16_500])
})

test('what slows down keeps the gap that runs and takes the longest ones from then on', () => {
  const retransmission = new Retransmission()
  retransmission.start(UNRELIABLE.E, 0)
  retransmission.slowDown()
  expect(timesOf(retransmission, 10_000)).toEqual([500, 4_500, 8_500])
})

test('retransmissions that were slept through are not made up for', () => {
  const retransmission = new Retransmission()
  retransmission.start(UNRELIABLE.A, 0)
  expect(retransmission.due(499)).toBe(false)
  expect(retransmission.due(20_000)).toBe(true)
  expect(retransmission.at).toBe(21_000)
})

test('the earliest of some times is told, and null where there is none', () => {
  expect(earliest(null, 3, 2, null)).toBe(2)
  expect(earliest(null, null)).toBe(null)
})
