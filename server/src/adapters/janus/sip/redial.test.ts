import { expect, test } from 'vitest'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { type DialOutcome, firstWay, nextWay } from './redial.ts'

const route = (host: string): SipRoute => ({ host, port: 5060, transport: 'udp' })
const ROUTES = [route('one'), route('two')] as const
const SECURE = { route: ROUTES[0], secure: true }
const PLAIN = { route: ROUTES[0], secure: false }

const outcome = (code: number | null, more: Partial<DialOutcome> = {}): DialOutcome => ({
  ending: { code, reason: '', elsewhere: false },
  rang: false,
  committed: false,
  hungUp: false,
  ...more,
})

test('the first server comes first, with SRTP where it is offered', () => {
  expect(firstWay(ROUTES, true)).toEqual(SECURE)
  expect(firstWay(ROUTES, false)).toEqual(PLAIN)
  expect(firstWay([], true)).toBeNull()
})

test.each([415, 488, 606])('[12.58] SRTP refused with %i: the same call without it', (code) => {
  expect(nextWay(ROUTES, true, SECURE, outcome(code))).toEqual({ way: PLAIN, why: 'SRTP is refused' })
  expect(nextWay(ROUTES, true, PLAIN, outcome(code))).toBeNull()
})

test.each([200, 487])('an end with %i that nobody asked for is an answer without SRTP', (code) => {
  expect(nextWay(ROUTES, true, SECURE, outcome(code))).toEqual({ way: PLAIN, why: 'answered without SRTP' })
  expect(nextWay(ROUTES, true, PLAIN, outcome(code))).toBeNull()
  expect(nextWay(ROUTES, true, SECURE, outcome(code, { hungUp: true }))).toBeNull()
})

test.each([408, 503])('%i before it rang: the next server, with SRTP again', (code) => {
  expect(nextWay(ROUTES, true, PLAIN, outcome(code))).toEqual({
    way: { route: ROUTES[1], secure: true },
    why: 'the server is away',
  })
  expect(nextWay(ROUTES, true, SECURE, outcome(code, { rang: true }))).toBeNull()
  expect(nextWay(ROUTES, true, { route: ROUTES[1], secure: true }, outcome(code))).toBeNull()
})

test.each([486, 404, 603, 904, null])('%s stands', (code) => {
  expect(nextWay(ROUTES, true, SECURE, outcome(code))).toBeNull()
})

test('after early media or an answer there is no going back', () => {
  expect(nextWay(ROUTES, true, SECURE, outcome(488, { committed: true }))).toBeNull()
  expect(nextWay(ROUTES, true, SECURE, outcome(503, { committed: true }))).toBeNull()
})
