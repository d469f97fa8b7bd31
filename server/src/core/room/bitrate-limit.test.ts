import { expect, test } from 'vitest'
import { BitrateLimit } from './bitrate-limit.ts'

/** A limit, what the backend was told of it, and a way for the backend to have taken that. */
function limitOf() {
  const told: number[] = []
  let taken = () => {}
  const limit = new BitrateLimit((bitrate) => {
    told.push(bitrate)
    return new Promise((resolve) => {
      taken = resolve
    })
  })
  const take = async () => {
    taken()
    await Promise.resolve()
  }
  return { limit, told, take }
}

test('a participant gets what it asks for, and never more than its share', async () => {
  const { limit, told, take } = limitOf()
  limit.share(500_000)
  await take()
  limit.ask(50_000)
  await take()
  limit.ask(5_000_000)
  expect(told).toEqual([500_000, 50_000, 500_000])
})

test('attack S16: who asks for 0, which is no limit to the backend, gets its share', async () => {
  const { limit, told, take } = limitOf()
  limit.share(500_000)
  await take()
  limit.ask(50_000)
  await take()
  limit.ask(0)
  expect(told).toEqual([500_000, 50_000, 500_000])
})

test('attack S15: however often the share changes, the backend has one change at a time to deal with, and gets the newest', async () => {
  const { limit, told, take } = limitOf()
  for (let change = 1; change <= 1_000; change++) limit.share(change * 1_000)
  expect(told).toEqual([1_000])
  await take()
  expect(told).toEqual([1_000, 1_000_000])
  await take()
  expect(told).toHaveLength(2)
})

test('what has changed back meanwhile is not told', async () => {
  const { limit, told, take } = limitOf()
  limit.share(1_000)
  limit.share(2_000)
  limit.share(1_000)
  await take()
  expect(told).toEqual([1_000])
})
