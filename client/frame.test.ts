import { expect, test } from 'vitest'
import { readFrame } from './frame.ts'

const session = { sylkrtc: 'session-event', session: 's' }
const account = { sylkrtc: 'account-event', account: 'alice@example.com' }
const originator = { uri: 'bob@example.com', display_name: 'Bob' }

const message = { ...account, event: 'message', timestamp: 't', message_id: 'm', content: '', content_type: 'text/plain' }
const sync = { ...account, event: 'sync' }
const entry = {
  contact: 'bob@example.com',
  timestamp: 't',
  disposition: ['display'],
  message_id: 'm',
  content_type: 'text/plain',
  content: '',
  direction: 'incoming',
  state: 'received',
}
const outcome = { ...account, event: 'disposition-notification', message_id: 'm', message_timestamp: 't', reason: '' }

const room = { sylkrtc: 'videoroom-event', session: 's' }
const publisher = { id: 'p', uri: 'bob@example.com', display_name: '' }
const file = { filename: 'a.txt', filesize: 3, uploader: originator, session: 'p' }
const said = { ...room, event: 'message', content: 'hi', content_type: 'text/plain', sender: originator, timestamp: 't' }

const understood: readonly object[] = [
  { ...message, sender: originator, disposition_notification: ['display'] },
  { ...outcome, state: 'delivered', code: 200 },
  { ...account, event: 'sync-conversations', messages: [entry, { ...entry, disposition: null, state: null }] },
  { ...sync, type: 'message', action: 'remove', content: { message_id: 'm', contact: 'bob@example.com', direction: 'outgoing' } },
  { ...sync, type: 'conversation', action: 'read', content: { contact: 'bob@example.com' } },
  { sylkrtc: 'ready-event' },
  { sylkrtc: 'ack', transaction: '1' },
  { sylkrtc: 'error', transaction: '1', error: 'no' },
  { sylkrtc: 'lookup-public-key-event', uri: 'bob@example.com', public_key: 'armour' },
  { ...account, event: 'registration-state', state: 'registered' },
  { ...account, event: 'registration-state', state: 'failed', reason: '904 no' },
  { ...account, event: 'incoming-session', session: 's', originator, sdp: 'v=0', call_id: 'c', headers: { 'X-A': '1' } },
  { ...account, event: 'missed-session', originator },
  { ...session, event: 'state', state: 'proceeding', code: 182 },
  { ...session, event: 'state', state: 'early-media', sdp: 'v=0', call_id: 'c' },
  { ...session, event: 'state', state: 'accepted' },
  { ...session, event: 'state', state: 'terminated', reason: '200 OK' },
  { ...session, event: 'update', state: 'failed', reason: '488 no' },
  { ...account, event: 'conference-invite', room: 'tea@example.com', session_id: 'i', originator },
  { ...room, event: 'session-state', state: 'progress' },
  { ...room, event: 'session-state', state: 'accepted', sdp: 'v=0', audio: true, video: false, duration: 0.5 },
  { ...room, event: 'session-state', state: 'terminated', reason: 'kicked' },
  { ...room, event: 'initial-publishers', publishers: [] },
  { ...room, event: 'publishers-joined', publishers: [publisher, { ...publisher, type: 'sip', muted: true }] },
  { ...room, event: 'publishers-left', publishers: ['p'] },
  { ...room, event: 'feed-attached', feed: 'f', sdp: 'v=0' },
  { ...room, event: 'configure', originator: 'videoroom', active_participants: [] },
  { ...room, event: 'file-sharing', files: [file] },
  { ...room, event: 'mute-request', muted: true, originator: 'p' },
  { ...room, event: 'invite-status', participant: 'bob@example.com', state: 'failed', code: 480, reason: 'no' },
  { ...said, type: 'status' },
  { ...room, event: 'composing-indication', state: 'active', refresh: 120, sender: originator },
  { ...room, event: 'message-delivery', message_id: 'm', delivered: false, code: 0, reason: 'Chat session ended' },
]

test.each(understood)('%j is understood as it is', (frame) => {
  expect(readFrame(JSON.stringify(frame))).toEqual(frame)
})

test('a field that is null counts as absent', () => {
  const frame = { ...session, event: 'state', state: 'accepted', sdp: null, headers: null }
  expect(readFrame(JSON.stringify(frame))).toEqual({ ...session, event: 'state', state: 'accepted' })
  const noKey = { sylkrtc: 'lookup-public-key-event', uri: 'bob@example.com' }
  expect(readFrame(JSON.stringify({ ...noKey, public_key: null }))).toEqual(noKey)
})

const ignored: readonly unknown[] = [
  JSON.stringify(message),
  JSON.stringify({ ...message, sender: originator, content: null }),
  JSON.stringify({ ...message, sender: originator, account: undefined }),
  JSON.stringify({ ...outcome, state: 'delivered' }),
  JSON.stringify({ ...account, event: 'sync-conversations', messages: entry }),
  JSON.stringify({ ...sync, type: 'message', action: 'add', content: { message_id: 'm' } }),
  JSON.stringify({ ...sync, type: 'weather', action: 'add', content: {} }),
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
  JSON.stringify({ ...account, event: 'conference-invite', room: 'tea@example.com', session_id: 'i' }),
  JSON.stringify({ ...room, event: 'session-state', state: 'accepted', sdp: 'v=0' }),
  JSON.stringify({ ...room, event: 'session-state', state: 'sideways' }),
  JSON.stringify({ ...room, event: 'publishers-joined', publishers: [{ id: 'p' }] }),
  JSON.stringify({ ...room, event: 'publishers-left', publishers: [1] }),
  JSON.stringify({ ...room, event: 'file-sharing', files: [{ ...file, filesize: 'big' }] }),
  JSON.stringify({ ...room, event: 'raised-hands' }),
  JSON.stringify({ ...room, event: 'toString' }),
  JSON.stringify({ ...said, type: 'normal', session: undefined }),
  JSON.stringify({ ...session, event: 'state', state: 'accepted', sdp: 1 }),
  JSON.stringify({ ...session, event: 'state', state: 'accepted', headers: { 'X-A': 1 } }),
]

test.each(ignored)('%j is ignored', (data) => {
  expect(readFrame(data)).toBeNull()
})
