import { readReason } from '@weft/client/cause'
import { RequestFailure } from '@weft/client/request-failure'
import { expect, test } from 'vitest'
import { callEnd, callWords } from './calls.ts'
import { durationWords, sizeWords } from './figures.ts'
import { fileFailure } from './files.ts'
import { messageWords, writingWords } from './messages.ts'
import { nameOf } from './people.ts'
import { registrationFailure, registrationWords } from './registration.ts'
import { refusal, roomEnd, roomWords } from './rooms.ts'

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
  expect(registrationWords('ready', null)).toBe('Not signed in')
  expect(registrationWords('ready', { kind: 'offline' })).toBe('Signing in…')
  expect(registrationWords('ready', { kind: 'registered' })).toBe('Online')
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
  expect(nameOf({ uri: 'bob@example.com', displayName: '\u202EBob\n\u200B the\u0000  Builder' })).toBe('Bob the Builder')
  expect(nameOf({ uri: 'bob@example.com', displayName: ' \u200D\u2066\u0301' })).toBe('bob@example.com')
})

test('messages say how far they have come, and what was said when they did not', () => {
  expect(messageWords('displayed', '')).toBe('Read')
  expect(messageWords('failed', '404 Nobody')).toBe('Not sent: 404 Nobody')
  expect(messageWords('accepted', '202 Accepted')).toBe('Sent')
})

test('rooms say who is there, or why one is not', () => {
  expect(roomWords('progress', 0)).toBe('Joining…')
  expect(roomWords('established', 0)).toBe('Nobody else is here yet')
  expect(roomWords('accepted', 3)).toBe('4 people')
  expect(roomEnd({ kind: 'removed', text: 'kicked' }, true)).toBe('You were removed from the room.')
  expect(roomEnd({ kind: 'full', text: 'The room is full' }, false)).toBe('The room is full. Try again once somebody has left.')
  expect(roomEnd({ kind: 'failed', text: 'Out of tea' }, false)).toBe('The room could not be joined. The server says: Out of tea')
  expect(roomEnd({ kind: 'failed', text: '' }, true)).toBe('You are no longer in the room.')
})

test('a refusal says what was said, a server that does not answer is another matter', () => {
  expect(refusal(new RequestFailure('refused', 'Out of tea'))).toBe('This was refused: Out of tea')
  expect(refusal(new RequestFailure('timeout', ''))).toBe('The server did not answer. Try again.')
  expect(fileFailure('a.txt', new RequestFailure('refused', '403 Forbidden'))).toBe('a.txt was refused: 403 Forbidden')
  expect(fileFailure('a.txt', new RequestFailure('disconnected', ''))).toBe('a.txt could not be sent. Try again.')
})

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [99_960, '100 kB'],
  [250_000_000_000, '250 GB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words)
})

test('who writes is named, or counted where they are many', () => {
  expect([[], ['Bob'], ['Bob', 'Carol'], ['Bob', 'Carol', 'Dan']].map(writingWords)).toEqual([
    '',
    'Bob is writing…',
    'Bob and Carol are writing…',
    '3 people are writing…',
  ])
})
