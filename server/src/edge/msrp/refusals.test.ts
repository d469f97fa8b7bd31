import { expect, test } from 'vitest'
import { Refusals } from './refusals.ts'

test('no more is to be refused while much waits to go out', () => {
  const refusals = new Refusals()
  const response = new Uint8Array(1000)
  for (let count = 0; count < 65; count++) refusals.add(response)
  expect(refusals.isClogged).toBe(false)
  refusals.add(response)
  expect(refusals.isClogged).toBe(true)
  expect(refusals.next()).toHaveLength(66)
  expect(refusals.isClogged).toBe(false)
  expect(refusals.next()).toEqual([])
})
