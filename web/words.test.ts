import { readReason } from '@weft/client/cause'
import { expect, test } from 'vitest'
import { callEnd, callWords, durationWords, messageWords, nameOf, registrationFailure, registrationWords } from './words.ts'

test('a refused digest is a wrong account or password', () => {
  expect(registrationFailure(readReason('904 Operation has no matching challenge'))).toBe('Wrong account or password.')
})

test('a failure without words of its own shows the reason that came with it', () => {
  expect(registrationFailure(readReason('SIP domain not allowed: example.com'))).toBe(
    'Registration failed: SIP domain not allowed: example.com',
  )
  expect(callEnd(readReason('500 Server Internal Error'))).toBe('The call failed: 500 Server Internal Error')
})

test('a missing connection is said before anything about the account', () => {
  expect(registrationWords('away', { kind: 'offline' })).toBe('No connection, retrying…')
  expect(registrationWords('connecting', null)).toBe('Connecting…')
  expect(registrationWords('ready', null)).toBe('Not logged in')
  expect(registrationWords('ready', { kind: 'offline' })).toBe('Registering…')
  expect(registrationWords('ready', { kind: 'registered' })).toBe('Registered')
})

test('calls say how they stand and why they ended', () => {
  expect(callWords({ kind: 'ringing' })).toBe('Ringing…')
  expect(callWords({ kind: 'terminated', cause: readReason('486 Busy Here') })).toBe('Busy.')
})

test('durations are minutes and seconds, and hours where needed', () => {
  expect([0, 999, 61_000, 3_600_000, 3_725_000].map(durationWords)).toEqual(['0:00', '0:00', '1:01', '1:00:00', '1:02:05'])
})

test('people are called by name, or by address where there is no name', () => {
  expect(nameOf({ uri: 'bob@example.com', displayName: 'Bob' })).toBe('Bob')
  expect(nameOf({ uri: 'bob@example.com', displayName: '' })).toBe('bob@example.com')
})

test('messages say how far they have come, and what was said when they did not', () => {
  expect(messageWords('displayed', '')).toBe('Read')
  expect(messageWords('failed', '404 Nobody')).toBe('Not sent: 404 Nobody')
  expect(messageWords('accepted', '202 Accepted')).toBe('Sent')
})
