import { expect, test } from 'vitest'
import { SipPrintError } from '../sip-error.ts'
import { parseSubscriptionState, printSubscriptionState, resubscribeAfter } from './subscription-state.ts'

const said = (reason: string | null, retryAfter: number | null = null) => ({
  state: 'terminated',
  expires: null,
  reason,
  retryAfter,
})

test('a state comes with what is left of it, or with why it is over', () => {
  expect(parseSubscriptionState('Active ; expires=60;x')).toEqual({
    state: 'active',
    expires: 60,
    reason: null,
    retryAfter: null,
  })
  expect(parseSubscriptionState('terminated;reason=Probation;retry-after=9')).toEqual(said('probation', 9))
  expect(parseSubscriptionState('waiting')?.state).toBe('waiting')
  for (const text of ['', ';expires=1', 'a b', 'active;expires=1;expires=2']) expect(parseSubscriptionState(text)).toBeNull()
})

test('a reason that is no token says nothing', () => {
  for (const reason of ['"a b"', '"\\"\\""', '""', ''])
    expect(parseSubscriptionState(`terminated;reason=${reason}`)).toEqual(said(null))
  expect(parseSubscriptionState('terminated;reason="Rejected"')).toEqual(said('rejected'))
})

test('a time that is none does not count', () => {
  expect(parseSubscriptionState('active;expires=soon')?.expires).toBeNull()
  expect(parseSubscriptionState('active;expires=99999999999')?.expires).toBe(2 ** 32 - 1)
})

test('what is printed reads the same', () => {
  for (const state of [said('giveup', 5), said(null), { state: 'pending', expires: 0, reason: null, retryAfter: null }])
    expect(parseSubscriptionState(printSubscriptionState(state))).toEqual(state)
  for (const state of [
    said('a b'),
    said('""'),
    { ...said(null), state: '\r\n' },
    { ...said(null), expires: -1 },
    said(null, 0.5),
  ])
    expect(() => printSubscriptionState(state)).toThrow(SipPrintError)
})

test('whether to come back, and when, is as the reason says', () => {
  for (const reason of ['rejected', 'noresource', 'invariant']) expect(resubscribeAfter(said(reason, 5))).toBeNull()
  for (const reason of ['deactivated', 'timeout']) expect(resubscribeAfter(said(reason, 5))).toBe(0)
  for (const reason of ['probation', 'giveup']) {
    expect(resubscribeAfter(said(reason))).toBe(60_000)
    expect(resubscribeAfter(said(reason, 5))).toBe(5000)
  }
  expect([resubscribeAfter(said(null)), resubscribeAfter(said('unheard-of', 7))]).toEqual([0, 7000])
  expect(resubscribeAfter(said('probation', 90_000))).toBeNull()
})
