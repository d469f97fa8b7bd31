import { expect, test } from 'vitest'
import { type CauseKind, causeOf, readReason } from './cause.ts'
import { RequestFailure } from './request-failure.ts'

const reasons: readonly (readonly [reason: string, kind: CauseKind, code: number | null])[] = [
  ['200 OK', 'hung-up', 200],
  ['', 'hung-up', null],
  ['487 Request Terminated', 'cancelled', 487],
  ['486 Busy Here', 'busy', 486],
  ['600 Busy Everywhere', 'busy', 600],
  ['603 Decline', 'declined', 603],
  ['408 Request Timeout', 'no-answer', 408],
  ['480 Temporarily Unavailable', 'no-answer', 480],
  ['404 Not Found', 'not-found', 404],
  ['403 Forbidden', 'forbidden', 403],
  ['904 Operation has no matching challenge', 'credentials', 904],
  ['401 Unauthorized', 'credentials', 401],
  ['488 Not Acceptable Here', 'not-acceptable', 488],
  ['503 DNS Error', 'unreachable', 503],
  ['500 Server Internal Error', 'failed', 500],
  ['DNS lookup error: no SIP server for nowhere.example', 'unreachable', null],
  ['DTLS alert', 'media', null],
  ['ICE failed', 'media', null],
  ['Close PC', 'media', null],
  ['unspecified reason', 'failed', null],
  ['4860 is not a SIP status', 'failed', null],
]

test.each(reasons)('the reason "%s" reads as %s', (text, kind, code) => {
  expect(readReason(text)).toEqual({ kind, code, text })
})

test('a request that failed says why by how it failed', () => {
  expect(causeOf(new RequestFailure('refused', 'DNS lookup error: nothing')).kind).toBe('unreachable')
  expect(causeOf(new RequestFailure('disconnected', 'gone')).kind).toBe('connection-lost')
  expect(causeOf(new RequestFailure('timeout', 'no answer'))).toEqual({ kind: 'failed', code: null, text: 'no answer' })
})

test('whatever else was thrown came from WebRTC', () => {
  expect(causeOf(new DOMException('no such state', 'InvalidStateError'))).toEqual({
    kind: 'media',
    code: null,
    text: 'no such state',
  })
  expect(causeOf('odd').text).toBe('odd')
})
