import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WakeQueue } from './wake-queue.ts'

test('items are taken in the order of their times, and only when it is time', () => {
  const queue = new WakeQueue<string>()
  queue.set('late', 30)
  queue.set('early', 10)
  queue.set('middle', 20)
  expect(queue.next).toBe(10)
  expect(queue.take(9)).toBeUndefined()
  expect([queue.take(25), queue.take(25), queue.take(25)]).toEqual(['early', 'middle', undefined])
  expect([queue.next, queue.size]).toEqual([30, 1])
})

test('a time can be moved either way, and taken back', () => {
  const queue = new WakeQueue<string>()
  queue.set('a', 10)
  queue.set('b', 20)
  queue.set('a', 30)
  expect(queue.next).toBe(20)
  queue.set('a', 5)
  expect(queue.next).toBe(5)
  queue.set('a', null)
  queue.set('nobody', null)
  expect([queue.take(100), queue.take(100)]).toEqual(['b', undefined])
})

test('whatever is set, moved, removed and taken, it does what a sorted list would', () => {
  const step = fc.oneof(fc.record({ item: fc.nat(20), at: fc.option(fc.nat(50), { nil: null }) }), fc.record({ now: fc.nat(50) }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new WakeQueue<number>()
      const model = new Map<number, number>()
      for (const one of steps) {
        if ('item' in one) {
          queue.set(one.item, one.at)
          if (one.at === null) model.delete(one.item)
          else model.set(one.item, one.at)
        } else {
          const first = Math.min(...model.values())
          const taken = queue.take(one.now)
          expect(taken !== undefined).toBe(first <= one.now)
          if (taken === undefined) continue
          expect(model.get(taken)).toBe(first)
          model.delete(taken)
        }
        expect([queue.size, queue.next]).toEqual([model.size, model.size ? Math.min(...model.values()) : null])
      }
    }),
  )
})

test('ten thousand items that were moved twice come out in order', () => {
  const queue = new WakeQueue<number>()
  for (const offset of [0, 7_919, 104_729])
    for (let item = 0; item < 10_000; item++) queue.set(item, (item * 31 + offset) % 10_007)
  let before = -1
  for (let next = queue.next; next !== null; next = queue.next) {
    expect(next).toBeGreaterThanOrEqual(before)
    before = next
    queue.take(next)
  }
  expect(queue.size).toBe(0)
})
