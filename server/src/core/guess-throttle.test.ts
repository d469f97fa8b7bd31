import { expect, test } from 'vitest'
import { GuessThrottle } from './guess-throttle.ts'

const now = 1_700_000_000_000

function fail(throttle: GuessThrottle, times: number, address = '192.0.2.1', user = 'alice@example.com', at = now): void {
  for (let time = 0; time < times; time++) throttle.failed(address, user, at)
}

test('typing errors are free, and forgotten once it was right', () => {
  const throttle = new GuessThrottle()
  fail(throttle, 4)
  expect(throttle.wait('192.0.2.1', 'alice@example.com', now)).toBe(0)
  throttle.succeeded('192.0.2.1', 'alice@example.com')
  fail(throttle, 4)
  expect(throttle.wait('192.0.2.1', 'alice@example.com', now)).toBe(0)
})

test('each further wrong password makes the wait twice as long, up to a quarter of an hour', () => {
  const throttle = new GuessThrottle()
  const waits: number[] = []
  for (let time = 0; time < 20; time++) {
    fail(throttle, 1)
    waits.push(throttle.wait('192.0.2.1', 'alice@example.com', now) / 1000)
  }
  expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 5, 10, 20, 40])
  expect(waits.at(-1)).toBe(900)
  expect(throttle.wait('192.0.2.1', 'alice@example.com', now + 899_000)).toBe(1000)
  expect(throttle.wait('192.0.2.1', 'alice@example.com', now + 900_000)).toBe(0)
})

test('a day long, nobody guesses more than a hundred passwords', () => {
  const throttle = new GuessThrottle()
  let guesses = 0
  for (let at = now; at < now + 86_400_000; at += 1000)
    if (throttle.wait('192.0.2.1', 'alice@example.com', at) === 0) {
      fail(throttle, 1, '192.0.2.1', 'alice@example.com', at)
      guesses++
    }
  expect(guesses).toBeLessThan(120)
})

test('the user somewhere else, and others in the same place, do not wait', () => {
  const throttle = new GuessThrottle()
  fail(throttle, 10)
  expect(throttle.wait('192.0.2.2', 'alice@example.com', now)).toBe(0)
  expect(throttle.wait('192.0.2.1', 'bob@example.com', now)).toBe(0)
})

test('who tries one password after the other user’s waits as well, but not where all web users come from', () => {
  const throttle = new GuessThrottle()
  for (const address of ['192.0.2.1', '127.0.0.1'])
    for (let user = 0; user < 50; user++) throttle.failed(address, `user${user}@example.com`, now)
  expect(throttle.wait('192.0.2.1', 'alice@example.com', now)).toBe(5000)
  expect(throttle.wait('127.0.0.1', 'alice@example.com', now)).toBe(0)
})

test('where all web users come from, a wait is brief', () => {
  const throttle = new GuessThrottle()
  fail(throttle, 100, '127.0.0.1')
  expect(throttle.wait('127.0.0.1', 'alice@example.com', now)).toBe(30_000)
})

test('a whole IPv6 network is one place', () => {
  const throttle = new GuessThrottle()
  for (let host = 0; host < 6; host++) throttle.failed(`2001:db8::1:${host}`, 'alice@example.com', now)
  expect(throttle.wait('2001:db8:0:0:ffff::1', 'alice@example.com', now)).toBeGreaterThan(0)
  expect(throttle.wait('2001:db8:0:1::1', 'alice@example.com', now)).toBe(0)
})

test('however many are wrong, no more than so many are remembered', () => {
  const throttle = new GuessThrottle()
  for (let n = 0; n < 30_000; n++) throttle.failed(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 'alice@example.com', now)
  expect(throttle.size).toBe(20_000)
})
