import { expect, test } from 'vitest'
import { ConnectionCount } from './connection-limits.ts'

const limits = { most: 5, mostUnbound: 3, mostPerAddress: 3, mostUnboundPerAddress: 2 }

test('so many without a session are taken from one address, and so many from all', () => {
  const count = new ConnectionCount(limits)
  count.begin('a')
  const second = count.begin('a')
  expect(count.judge('a')).toBe('too-many-unbound-from-there')
  expect(count.judge('b')).toBe('ok')
  count.begin('b')
  expect(count.judge('c')).toBe('too-many-unbound')
  second.bound()
  expect([count.judge('a'), count.judge('c')]).toEqual(['ok', 'ok'])
})

test('so many are taken in all, with a session or without', () => {
  const count = new ConnectionCount(limits)
  for (const address of ['a', 'a', 'a']) count.begin(address).bound()
  expect([count.judge('a'), count.judge('b')]).toEqual(['too-many-from-there', 'ok'])
  for (const address of ['b', 'b']) count.begin(address).bound()
  expect(count.judge('c')).toBe('too-many')
})

test('those that are gone do not count, however often that is told', () => {
  const count = new ConnectionCount({ ...limits, most: 1 })
  for (let times = 0; times < 3; times++) {
    expect(count.judge('a')).toBe('ok')
    const connection = count.begin('a')
    expect(count.judge('a')).toBe('too-many')
    if (times > 0) connection.bound()
    connection.end()
    connection.end()
    connection.bound()
  }
  expect(count.judge('a')).toBe('ok')
})
