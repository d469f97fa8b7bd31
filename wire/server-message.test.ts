import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { acknowledge, refuse } from './reply.ts'
import { type ServerMessage, serverMessage } from './server-message.ts'

const account = 'alice@example.com'
const bob = { uri: 'bob@example.com', display_name: '' }
const session = { sylkrtc: 'session-event', session: 's' } as const
const onAccount = { sylkrtc: 'account-event', account } as const
const onRoom = { sylkrtc: 'videoroom-event', session: 'r1' } as const
const incoming = { ...onAccount, event: 'incoming-session', session: 's', originator: bob, sdp: 'v=0', call_id: 'c' } as const
const sync = { ...onAccount, event: 'sync' } as const

const messages: ServerMessage[] = [
  { sylkrtc: 'ready-event' },
  acknowledge('t'),
  refuse('t', 'Internal error'),
  { sylkrtc: 'lookup-public-key-event', uri: account, public_key: null },
  { ...onAccount, event: 'registration-state', state: 'registering' },
  { ...onAccount, event: 'registration-state', state: 'failed', reason: '904 Wrong password' },
  incoming,
  { ...incoming, headers: { 'X-Sylk-ZRTP': 'v=3' } },
  { ...onAccount, event: 'missed-session', originator: bob },
  { ...onAccount, event: 'conference-invite', room: 'room@example.com', session_id: 'i', originator: bob },
  { ...onAccount, event: 'message', sender: bob, timestamp: 't', message_id: 'm', content: '', content_type: 'text/plain' },
  {
    ...onAccount,
    event: 'disposition-notification',
    message_id: 'm',
    message_timestamp: 't',
    state: 'displayed',
    code: 200,
    reason: '',
  },
  { ...onAccount, event: 'sync-conversations', messages: [] },
  { ...sync, type: 'message', action: 'remove', content: { contact: bob.uri, message_id: 'm', direction: 'outgoing' } },
  { ...sync, type: 'conversation', action: 'read', content: { contact: bob.uri } },
  { ...sync, type: 'conversation', action: 'remove', content: { contact: bob.uri, timestamp: 't' } },
  { ...onAccount, event: 'addressbook-fetched', addressbook: { contacts: [], groups: [], policies: [] } },
  { ...onAccount, event: 'addressbook-update-failed', type: 'group', action: 'add', error: 'no', id: 'g' },
  { ...session, event: 'state', state: 'proceeding', code: 183 },
  { ...session, event: 'state', state: 'early-media', sdp: 'v=0', call_id: 'c' },
  { ...session, event: 'state', state: 'accepted' },
  { ...session, event: 'state', state: 'accepted', sdp: 'v=0', call_id: 'c', headers: { 'X-A': 'b' } },
  { ...session, event: 'state', state: 'terminated', reason: '486 Busy Here' },
  { ...session, event: 'update', state: 'failed', reason: '488 Not Acceptable Here' },
  { ...onRoom, event: 'session-state', state: 'accepted', sdp: 'v=0', audio: true, video: false, duration: 12 },
  { ...onRoom, event: 'session-state', state: 'terminated' },
  { ...onRoom, event: 'initial-publishers', publishers: [] },
  { ...onRoom, event: 'publishers-left', publishers: ['r2'] },
  { ...onRoom, event: 'configure', originator: 'videoroom', active_participants: [] },
  { ...onRoom, event: 'composing-indication', state: 'active', refresh: 120, sender: bob },
]

test.each(messages)('a server may send %j', (message) => {
  expect(z.parse(serverMessage, message)).toEqual(message)
})

test.each([
  ['null for an absent header list', { ...incoming, headers: null }],
  ['null for an absent answer', { ...session, event: 'state', state: 'accepted', sdp: null }],
  ['null for an absent reason', { ...session, event: 'state', state: 'terminated', reason: null }],
  ['no public key where it must say null', { sylkrtc: 'lookup-public-key-event', uri: account }],
  ['a failed registration without a reason', { ...onAccount, event: 'registration-state', state: 'failed' }],
  ['a reason where nothing failed', { ...onAccount, event: 'registration-state', state: 'registered', reason: '' }],
  ['a field of nobody', { ...acknowledge('t'), error: 'x' }],
  ['an event of nobody', { ...onAccount, event: 'weather' }],
  ['a room that does not tell what it carries', { ...onRoom, event: 'session-state', state: 'accepted', sdp: 'v=0' }],
  ['an unknown state in the journal', { ...onAccount, event: 'sync-conversations', messages: [{ state: 'processed' }] }],
  ['an address book without groups', { ...onAccount, event: 'addressbook-fetched', addressbook: { contacts: [], policies: [] } }],
])('a server may not send %s', (_, message) => {
  expect(z.safeParse(serverMessage, message).success).toBe(false)
})

test('a copy of a sent message carries the request', () => {
  const content = {
    sylkrtc: 'account-message',
    transaction: 't',
    account,
    uri: 'bob@example.com',
    message_id: 'm',
    content: 'Hello',
    content_type: 'text/plain',
    timestamp: '2026-07-17T08:41:52.123Z',
  }
  const copy = { ...sync, type: 'message', action: 'add', content }
  expect(z.safeParse(serverMessage, copy).success).toBe(true)
  expect(z.safeParse(serverMessage, { ...copy, content: { ...content, server_generated: true } }).success).toBe(true)
  expect(z.safeParse(serverMessage, { ...copy, content: { ...content, content: null } }).success).toBe(false)
})
