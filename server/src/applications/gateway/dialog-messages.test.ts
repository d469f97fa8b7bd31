import { expect, test } from 'vitest'
import { cpimOf, dialogMessage } from './dialog-messages.ts'

const stamp = { now: () => Date.UTC(2026, 6, 17, 8, 41, 52, 123), id: () => 'fresh' }
const alice = { uri: 'alice@example.com', displayName: 'Alice' }
const bob = { uri: 'bob@example.com', displayName: '' }
const request = {
  sylkrtc: 'session-message',
  transaction: 't',
  session: 's',
  message_id: 'm1',
  content: 'grüße ✓',
  content_type: 'text/plain',
  timestamp: '2026-07-17T08:41:52.123Z',
} as const

const incoming = (contentType: string, content: string) =>
  dialogMessage('s', { kind: 'message', sender: bob, contentType, content }, stamp)

test('a message goes out as CPIM that names both sides, the client’s time and id, and asks for dispositions', () => {
  const { text, timestamp } = cpimOf(request, alice, bob, stamp)
  expect(timestamp).toBe('2026-07-17T08:41:52.123000+00:00')
  expect(text).toBe(
    [
      'From: Alice <sip:alice@example.com>',
      'To: <sip:bob@example.com>',
      'DateTime: 2026-07-17T08:41:52.123000+00:00',
      'NS: imdn <urn:ietf:params:imdn>',
      'imdn.Message-ID: m1',
      'imdn.Disposition-Notification: positive-delivery, display',
      '',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset="utf-8"',
      '',
      'grüße ✓',
    ].join('\r\n'),
  )
})

test('a message with a NUL, which cannot be handed on, is refused with a text', () => {
  expect(() => cpimOf({ ...request, content: 'a\0b' }, alice, bob, stamp)).toThrow(
    'The message cannot be sent: it contains a NUL',
  )
})

test('a time that is none is replaced by now', () => {
  expect(cpimOf({ ...request, timestamp: 'yesterday' }, alice, bob, stamp).timestamp).toBe('2026-07-17T08:41:52.123000+00:00')
})

test('[12.56] what goes out as CPIM comes in unchanged', () => {
  const negotiation = {
    ...request,
    content_type: 'application/sylk-zrtp-negotiation',
    content: JSON.stringify({ key: 'x'.repeat(4096) }),
  }
  const { text } = cpimOf(negotiation, bob, alice, stamp)
  expect(incoming('message/cpim', text)).toMatchObject({
    send: true,
    message: {
      event: 'message',
      message_id: 'm1',
      content: negotiation.content,
      content_type: 'application/sylk-zrtp-negotiation',
      timestamp: '2026-07-17T08:41:52.123000+00:00',
      disposition_notification: ['positive-delivery', 'display'],
      sender: { uri: 'bob@example.com', display_name: '' },
    },
  })
})

test('a message that is no CPIM gets an id and a time, because clients need both', () => {
  expect(incoming('text/plain;charset=utf-8', 'hi')).toMatchObject({
    message: { message_id: 'fresh', timestamp: '2026-07-17T08:41:52.123000+00:00', content: 'hi', content_type: 'text/plain' },
  })
})

test('the sender is who the dialog says, whatever the CPIM claims', () => {
  const { text } = cpimOf(request, { uri: 'mallory@example.com', displayName: 'Bob' }, alice, stamp)
  expect(incoming('message/cpim', text)).toMatchObject({ message: { sender: { uri: 'bob@example.com', display_name: '' } } })
})

test('a disposition notification is told as such', () => {
  const imdn =
    '<?xml version="1.0"?><imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>m1</message-id><datetime>2026-07-17T08:41:52Z</datetime>' +
    '<display-notification><status><displayed/></status></display-notification></imdn>'
  expect(incoming('message/imdn+xml', imdn)).toEqual({
    send: true,
    message: {
      sylkrtc: 'session-event',
      session: 's',
      event: 'disposition-notification',
      message_id: 'm1',
      message_timestamp: '2026-07-17T08:41:52Z',
      state: 'displayed',
      code: 200,
      reason: '',
    },
  })
})

test('composing indications, keys and what cannot be read are not sent, with the reason', () => {
  expect(incoming('application/im-iscomposing+xml', '<x/>')).toEqual({
    send: false,
    reason: 'application/im-iscomposing+xml within a call',
  })
  expect(incoming('text/pgp-public-key', 'key')).toMatchObject({ send: false })
  expect(incoming('message/cpim', 'no cpim')).toMatchObject({ send: false })
  expect(incoming('message/imdn+xml', '<imdn')).toMatchObject({ send: false })
})
