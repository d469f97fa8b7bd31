import { expect, test } from 'vitest'
import { furthest, stateNamed } from './message.ts'

test('a message never goes back behind what its recipient has said', () => {
  expect(furthest('displayed', 'delivered')).toBe('displayed')
  expect(furthest('delivered', 'accepted')).toBe('delivered')
  expect(furthest('accepted', 'delivered')).toBe('delivered')
  expect(furthest('received', 'displayed')).toBe('received')
})

test('what failed may be sent again, and succeed', () => {
  expect(furthest('failed', 'pending')).toBe('pending')
  expect(furthest('pending', 'accepted')).toBe('accepted')
  expect(furthest('failed', 'delivered')).toBe('delivered')
})

test('a server in between that has a message has taken it; words that nobody knows say nothing', () => {
  expect([stateNamed('stored'), stateNamed('processed'), stateNamed('error')]).toEqual(['accepted', 'accepted', 'error'])
  expect([stateNamed('toString'), stateNamed('lost'), stateNamed(null)]).toEqual([null, null, null])
})
