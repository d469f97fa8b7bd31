import { expect, test } from 'vitest'
import { bitrateOf } from './bitrate-policy.ts'

const MAX = 2_016_000
const of = (session: string, speakers: string[], participants: number) =>
  bitrateOf(session, { maxBitrate: MAX, speakers, participants })

test('[12.71] speakers share the room’s bit rate, the others send a small picture', () => {
  expect(['a', 'b', 'c', 'd'].map((session) => of(session, ['a', 'b'], 4))).toEqual([MAX / 2, MAX / 2, 100_000, 100_000])
  expect(['a', 'b', 'c', 'd'].map((session) => of(session, ['c'], 4))).toEqual([100_000, 100_000, MAX, 100_000])
})

test('[12.71] without speakers everybody gets what the others leave', () => {
  expect(of('a', [], 4)).toBe(MAX / 3)
  expect(of('a', [], 1)).toBe(MAX)
  expect(of('a', [], 2)).toBe(MAX)
  expect(bitrateOf('a', { maxBitrate: 1_000_000, speakers: [], participants: 4 })).toBe(333_333)
})

test('nobody is left with a rate at which no picture moves', () => {
  expect(of('a', [], 200)).toBe(64_000)
  expect(bitrateOf('b', { maxBitrate: 64_000, speakers: ['a'], participants: 2 })).toBe(64_000)
})
