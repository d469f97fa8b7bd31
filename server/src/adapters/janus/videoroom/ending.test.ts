import { expect, test } from 'vitest'
import { endReason, refusalReason } from './ending.ts'

test('no reason contains what clients take for a normal end', () => {
  expect(endReason('Peer 12000 left')).toBe('unspecified reason')
  expect(endReason('DTLS alert')).toBe('DTLS alert')
})

test('what Janus says in numbers, or says wrong, is said in words of our own', () => {
  expect(refusalReason('Maximum number of publishers (200) already reached', 432)).toBe('the room is full')
  expect(refusalReason('No such user 5 in room 12', 426)).toBe('the room is gone')
  expect(refusalReason('No such feed (12)', 428)).toBe('the publisher is gone')
  expect(refusalReason('Error parsing offer: nonsense', 437)).toBe('Error parsing offer: nonsense')
})
