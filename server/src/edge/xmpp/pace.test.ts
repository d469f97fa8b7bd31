import { expect, test } from 'vitest'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import { TokenBucket } from '../websocket/token-bucket.ts'
import { Allowances, Pace } from './pace.ts'

/** Ten stanzas a second, ten at once. */
function world() {
  const clock = new StillClock()
  const allowances = new Allowances(() => new TokenBucket(10, 10, clock.now()))
  const connect = () => {
    const connection = { isPaused: false }
    const pace = new Pace(
      allowances,
      { pause: () => (connection.isPaused = true), resume: () => (connection.isPaused = false) },
      clock,
    )
    const take = (count: number, domain = 'a.example') => {
      for (let at = 0; at < count; at++) pace.took(domain)
      return connection.isPaused
    }
    return { connection, pace, take }
  }
  return { clock, connect }
}

test('who stays within his allowance is read at once', () => {
  const { clock, connect } = world()
  const { take } = connect()
  expect(take(10)).toBe(false)
  clock.pass(1000)
  expect(take(10)).toBe(false)
})

test('what came in one piece is waited for as a whole, not for its first stanza too many', () => {
  const { clock, connect } = world()
  const { take, connection } = connect()
  expect(take(60)).toBe(true)
  clock.pass(4900)
  expect(connection.isPaused).toBe(true)
  clock.pass(200)
  expect(connection.isPaused).toBe(false)
})

test('connections of one domain share its allowance, and a connection of many domains has one as well', () => {
  const { connect } = world()
  const [one, other] = [connect(), connect()]
  expect([one.take(8), other.take(2), other.take(1)]).toEqual([false, false, true])
  const many = connect()
  expect(Array.from({ length: 11 }, (_, at) => many.take(1, `d${at}.example`)).indexOf(true)).toBe(10)
})

test('nothing is resumed once it has ended', () => {
  const { clock, connect } = world()
  const { take, connection, pace } = connect()
  take(20)
  pace.end()
  clock.pass(10_000)
  expect(connection.isPaused).toBe(true)
})
