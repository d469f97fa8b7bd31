import { expect, test } from 'vitest'
import { readSipEvent } from './sip-event.ts'

const read = (result: object, sdp: string | null = null) =>
  readSipEvent({ sip: 'event', call_id: 'c', result: { ...result } }, sdp === null ? null : { type: 'offer', sdp })

test('[12.41] a caller is an address without scheme and parameters, and a name without quotes', () => {
  const call = { event: 'incomingcall', username: 'sip:bob;x@b.test;user=phone?Subject=y', displayname: '"Bob \\"B\\" B." ' }
  expect(read(call, 'v=0')).toEqual({
    kind: 'incoming-call',
    callId: 'c',
    caller: { uri: 'bob;x@b.test', displayName: expect.stringContaining('Bob') },
    headers: {},
    sdp: 'v=0',
  })
  expect(read({ ...call, username: 'SIPS:+31@b.test', displayname: '"Bob \\"B\\" B."' })).toMatchObject({
    caller: { uri: '+31@b.test', displayName: 'Bob "B" B.' },
  })
  expect(read({ event: 'missed_call', caller: 'sip:bob@b.test' })).toEqual({
    kind: 'missed-call',
    caller: { uri: 'bob@b.test', displayName: '' },
  })
})

test.each([
  ['SIP', '200', true],
  ['sip', '200', true],
  ['SIP', '486', false],
  ['Q.850', '200', false],
])('a Reason of %s;cause=%s: answered elsewhere is %s', (protocol, cause, elsewhere) => {
  const hangup = {
    event: 'hangup',
    code: 487,
    reason: 'Request Terminated',
    reason_header_protocol: protocol,
    reason_header_cause: cause,
  }
  expect(read(hangup)).toEqual({ kind: 'hangup', code: 487, reason: 'Request Terminated', elsewhere })
})

test('headers that are no text are left out', () => {
  expect(read({ event: 'accepted', headers: { 'X-A': 'a', 'X-B': null } })).toMatchObject({ headers: { 'X-A': 'a' } })
})

test('a message whose content did not survive is none', () => {
  expect(read({ event: 'message', sender: 'sip:b@b.test', content: null, content_type: 'text/plain' })).toEqual({
    kind: 'other',
    name: 'message',
  })
})

test.each([{}, { result: null }, { result: [] }, { result: { event: 7 } }, { result: { event: 'brand new' } }])(
  '%o is nothing to go by',
  (data) => {
    expect(readSipEvent(data, null)).toMatchObject({ kind: 'other' })
  },
)
