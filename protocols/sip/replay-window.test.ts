import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReplayWindow } from './replay-window.ts'

test('each count is good once, late ones too', () => {
  const window = new ReplayWindow(10)
  const use = (count: number) => window.use('n', 0, count)
  expect([1, 2, 5, 3, 4].map(use)).toEqual(['first', 'first', 'first', 'first', 'first'])
  expect([1, 2, 5, 3, 4].map(use)).toEqual(['replayed', 'replayed', 'replayed', 'replayed', 'replayed'])
  expect(use(36)).toBe('first')
  expect(use(5)).toBe('replayed')
  expect(use(6)).toBe('first')
  expect(use(0)).toBe('replayed')
})

test('a count is never below 1', () => {
  expect(new ReplayWindow(10).use('n', 0, 0)).toBe('replayed')
})

test('no sequence of counts lets one through twice', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }))), (counts) => {
      const window = new ReplayWindow(1)
      const taken = counts.filter((count) => window.use('n', 0, count) === 'first')
      expect(new Set(taken).size).toBe(taken.length)
    }),
  )
})

test('what was forgotten is never taken again', () => {
  const window = new ReplayWindow(2)
  expect(window.use('a', 100, 1)).toBe('first')
  expect(window.use('b', 200, 1)).toBe('first')
  expect(window.use('c', 300, 1)).toBe('first')
  expect(window.size).toBe(2)
  expect(window.use('a', 100, 2)).toBe('forgotten')
  // Made no later than the one that was forgotten, so that it could be one as well.
  expect(window.use('z', 50, 1)).toBe('forgotten')
  expect(window.use('b', 200, 2)).toBe('first')
})

test('what has expired makes room', () => {
  const window = new ReplayWindow(10)
  window.use('a', 100, 1)
  window.use('b', 200, 1)
  window.expire(150)
  expect(window.size).toBe(1)
  window.expire(201)
  expect(window.size).toBe(0)
})
