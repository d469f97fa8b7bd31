import { expect, test } from 'vitest'
import { reportRegistration } from './registration.ts'

test('only changes are reported: a refresh that succeeds again is silent', () => {
  expect(reportRegistration(null, { kind: 'registering' })).toEqual({ state: 'registering' })
  expect(reportRegistration('registering', { kind: 'registering' })).toBeNull()
  expect(reportRegistration('registering', { kind: 'registered' })).toEqual({ state: 'registered' })
  expect(reportRegistration('registered', { kind: 'registered' })).toBeNull()
})

test('a failure carries the SIP code first, because apps read it', () => {
  const failed = { kind: 'registration-failed', code: 904, reason: 'wrong credentials' } as const
  expect(reportRegistration('registering', failed)).toEqual({ state: 'failed', reason: '904 wrong credentials' })
  expect(reportRegistration('failed', failed)).toBeNull()
})
