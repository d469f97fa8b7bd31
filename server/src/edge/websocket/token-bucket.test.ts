import { expect, test } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

test('a burst is free, what follows waits for its token', () => {
  const bucket = new TokenBucket(10, 3, 0)
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 0])
  expect(bucket.take(0)).toBe(100)
  expect(bucket.take(0)).toBe(200)
  expect(bucket.take(300)).toBe(0)
})

test('tokens do not pile up beyond the burst', () => {
  const bucket = new TokenBucket(10, 2, 0)
  expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0, 100])
})

test('a rate of 0 limits nothing', () => {
  const bucket = new TokenBucket(0, 1, 0)
  expect(Array.from({ length: 100 }, () => bucket.take(0))).toEqual(new Array(100).fill(0))
})

test('what costs more takes more', () => {
  const bucket = new TokenBucket(10, 5, 0)
  expect([bucket.take(0, 4), bucket.take(0, 3)]).toEqual([0, 200])
})
