import { expect, test } from 'vitest'
import { RouteLoad } from './route-limits.ts'

const LIMITS = { perSource: 10, registers: 20, others: 40, open: 3, openPerSource: 2 }

/** How many of `count` requests at that time are let in. */
function admitted(load: RouteLoad, address: string, count: number, now: number, method = 'MESSAGE'): number {
  return Array.from({ length: count }, () => load.admit(address, method, false, now)).filter(({ admitted }) => admitted).length
}

test('an address has two seconds’ worth at once, then its share of each second', () => {
  const load = new RouteLoad(LIMITS)
  expect(admitted(load, '192.0.2.1', 100, 0)).toBe(20)
  expect(admitted(load, '192.0.2.1', 100, 1_000)).toBe(10)
  expect(admitted(load, '192.0.2.1', 100, 60_000)).toBe(20)
  expect(admitted(load, '192.0.2.2', 5, 60_000)).toBe(5)
})

test('a flood of REGISTER from everywhere leaves calls and messages alone', () => {
  const load = new RouteLoad(LIMITS)
  for (let host = 0; host < 50; host++) load.admit(`192.0.2.${host}`, 'REGISTER', false, 0)
  expect(load.admit('198.51.100.1', 'REGISTER', false, 0)).toEqual({ admitted: false, why: 'too many registrations' })
  expect(load.admit('198.51.100.1', 'INVITE', false, 0)).toEqual({ admitted: true })
})

test('what belongs to a dialog gets through however much comes from others', () => {
  const load = new RouteLoad(LIMITS)
  for (let host = 0; host < 100; host++) load.admit(`192.0.2.${host}`, 'INVITE', false, 0)
  expect(load.admit('198.51.100.1', 'INVITE', false, 0).admitted).toBe(false)
  expect(load.admit('198.51.100.1', 'BYE', true, 0).admitted).toBe(true)
})

test('an ACK counts as any other request, but is not kept out by those that wait for an answer', () => {
  const load = new RouteLoad(LIMITS)
  for (let count = 0; count < LIMITS.open; count++) load.begin('a')
  expect(admitted(load, 'a', 100, 0, 'ACK')).toBe(20)
  expect(load.admit('a', 'ACK', true, 0)).toEqual({ admitted: false, why: 'too many requests from there' })
})

test('only so many requests are under way, and fewer from one address', () => {
  const load = new RouteLoad(LIMITS)
  load.begin('a')
  load.begin('a')
  expect(load.admit('a', 'BYE', true, 0)).toEqual({ admitted: false, why: 'too many requests from there are under way' })
  expect(load.admit('b', 'INVITE', false, 0).admitted).toBe(true)
  load.begin('b')
  expect(load.admit('c', 'INVITE', false, 0)).toEqual({ admitted: false, why: 'too many requests are under way' })
  load.end('a')
  expect(load.open).toBe(2)
  expect(load.admit('c', 'INVITE', false, 0).admitted).toBe(true)
})

test('a flood from a hundred thousand addresses is forgotten again, the one who still talks is not', () => {
  const load = new RouteLoad({ ...LIMITS, perSource: 1, others: 1e9 })
  expect(admitted(load, 'talker', 5, 0)).toBe(2)
  for (let host = 0; host < 100_000; host++) {
    load.admit(`host ${host}`, 'MESSAGE', false, 0)
    if (host % 1_000 === 0) expect(load.admit('talker', 'MESSAGE', false, 0).admitted).toBe(false)
  }
  expect(admitted(load, 'host 0', 5, 0)).toBe(2)
})
