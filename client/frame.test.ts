import { expect, test } from 'vitest'
import { readFrame } from './frame.ts'

const session = { sylkrtc: 'session-event', session: 's' }
const account = { sylkrtc: 'account-event', account: 'alice@example.com' }
const originator = { uri: 'bob@example.com', display_name: 'Bob' }

const understood: readonly object[] = [
  { sylkrtc: 'ready-event' },
  { sylkrtc: 'ack', transaction: '1' },
  { sylkrtc: 'error', transaction: '1', error: 'no' },
  { ...account, event: 'registration-state', state: 'registered' },
  { ...account, event: 'registration-state', state: 'failed', reason: '904 no' },
  { ...account, event: 'incoming-session', session: 's', originator, sdp: 'v=0', call_id: 'c', headers: { 'X-A': '1' } },
  { ...account, event: 'missed-session', originator },
  { ...session, event: 'state', state: 'proceeding', code: 182 },
  { ...session, event: 'state', state: 'early-media', sdp: 'v=0', call_id: 'c' },
  { ...session, event: 'state', state: 'accepted' },
  { ...session, event: 'state', state: 'terminated', reason: '200 OK' },
  { ...session, event: 'update', state: 'failed', reason: '488 no' },
]

test.each(understood)('%j is understood as it is', (frame) => {
  expect(readFrame(JSON.stringify(frame))).toEqual(frame)
})

test('a field that is null counts as absent', () => {
  const frame = { ...session, event: 'state', state: 'accepted', sdp: null, headers: null }
  expect(readFrame(JSON.stringify(frame))).toEqual({ ...session, event: 'state', state: 'accepted' })
})

const ignored: readonly unknown[] = [
  undefined,
  new ArrayBuffer(2),
  'not JSON',
  'null',
  '[]',
  '"ready-event"',
  '{}',
  '{"sylkrtc":"constructor"}',
  '{"sylkrtc":"__proto__"}',
  '{"sylkrtc":"ack"}',
  '{"sylkrtc":"ack","transaction":1}',
  JSON.stringify({ ...account, event: 'registration-state', state: 'failed' }),
  JSON.stringify({ ...account, event: 'something-new' }),
  JSON.stringify({ ...account, event: 'missed-session', originator: { uri: 'bob@example.com' } }),
  JSON.stringify({ ...account, event: 'incoming-session', session: 's', sdp: 'v=0', call_id: 'c' }),
  JSON.stringify({ ...session, event: 'state', state: 'early-media' }),
  JSON.stringify({ ...session, event: 'state', state: 'accepted', sdp: 1 }),
  JSON.stringify({ ...session, event: 'state', state: 'accepted', headers: { 'X-A': 1 } }),
]

test.each(ignored)('%j is ignored', (data) => {
  expect(readFrame(data)).toBeNull()
})
