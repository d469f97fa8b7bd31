import { expect, test } from 'vitest'
import { OpeningLoad } from './opening-load.ts'

test('only so many connections are open at a time, and it is crowded from half of them on', () => {
  const load = new OpeningLoad({ most: 4, perAddress: 100 })
  load.begin('192.0.2.1', 0)
  expect(load.isCrowded).toBe(false)
  load.begin('192.0.2.2', 0)
  expect(load.isCrowded).toBe(true)
  load.begin('192.0.2.3', 0)
  load.begin('192.0.2.4', 0)
  expect(() => load.begin('192.0.2.5', 0)).toThrow('too many connections of ours are open')
  load.end()
  expect(() => load.begin('192.0.2.5', 0)).not.toThrow()
})

test('one address is not knocked at again and again, while others are reached', () => {
  const load = new OpeningLoad({ most: 100, perAddress: 2 })
  const knocks = (now: number) => {
    let opened = 0
    try {
      for (; opened < 10; opened++) {
        load.begin('192.0.2.1', now)
        load.end()
      }
    } catch {}
    return opened
  }
  expect([knocks(0), knocks(1_000), knocks(1_100)]).toEqual([4, 2, 0])
  expect(() => load.begin('192.0.2.2', 1_100)).not.toThrow()
})
