import { expect, test } from 'vitest'
import { NotifierShares } from './notifier-shares.ts'

test('each application has its share, and what is over makes room again', () => {
  const [one, other] = [{ events: ['conference'] }, { events: ['conference'] }]
  const shares = new NotifierShares(2)
  const release = shares.take(one)
  expect([release !== null, shares.take(one) !== null, shares.take(one)]).toEqual([true, true, null])
  expect(shares.take(other)).not.toBeNull()
  release?.()
  expect([shares.take(one) !== null, shares.take(one)]).toEqual([true, null])
})
