import { expect, test } from 'vitest'
import { FileQuota } from './file-quota.ts'

const KB = 1024

test('an account has its share, and all together have theirs', () => {
  const quota = new FileQuota({ perAccount: 100 * KB, total: 150 * KB })
  expect(quota.reserve('alice', 80 * KB)).toMatchObject({})
  expect(quota.reserve('alice', 80 * KB)).toBe('share-full')
  expect(quota.reserve('bob', 80 * KB)).toBe('disk-full')
  expect(quota.reserve('bob', 40 * KB)).toMatchObject({})
})

test('room that was not used is there again, and used room is there once its file is gone', () => {
  const quota = new FileQuota({ perAccount: 100 * KB, total: 0 })
  const reserve = () => {
    const reservation = quota.reserve('alice', 80 * KB)
    if (typeof reservation === 'string') throw new Error(reservation)
    return reservation
  }
  const first = reserve()
  first.release()
  first.release()
  const second = reserve()
  second.keep()
  second.release()
  expect(quota.reserve('alice', 80 * KB)).toBe('share-full')
  quota.removed('alice', 80 * KB)
  expect(quota.total).toBe(0)
  reserve()
})

test('many small files count for what they really take', () => {
  const quota = new FileQuota({ perAccount: 1024 * KB, total: 0 })
  let files = 0
  while (typeof quota.reserve('alice', 1) !== 'string') files++
  expect(files).toBe(85)
})

test('what goes before it was counted takes nothing from others', () => {
  const quota = new FileQuota({ perAccount: 0, total: 0 })
  quota.added('alice', KB)
  const { total } = quota
  quota.removed('bob', 100 * KB)
  expect(quota.total).toBe(total)
})

test('without limits everything goes', () => {
  const quota = new FileQuota({ perAccount: 0, total: 0 })
  expect(quota.reserve('alice', 1e15)).toMatchObject({})
  quota.added('bob', 1)
})
