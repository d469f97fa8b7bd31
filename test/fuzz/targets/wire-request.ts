import { strictEqual } from 'node:assert'
import { parseRequest } from '@weft/wire/request'
import { serverMessage } from '@weft/wire/server-message'

const account = 'alice@example.com'
const requests = [
  { sylkrtc: 'ping' },
  {
    sylkrtc: 'account-add',
    account,
    password: 'd41d8cd98f00b204e9800998ecf8427e',
    display_name: '"Alice"',
    incoming_header_prefixes: ['X-', 'X-'],
  },
  { sylkrtc: 'account-devicetoken', account, token: 'v-a-b', platform: 'ios', device: 'd', silent: false, app: 'a' },
  {
    sylkrtc: 'session-create',
    account,
    session: 's',
    uri: 'sip:bob@example.com',
    sdp: 'v=0',
    headers: [{ name: 'X-A', value: 'b' }],
  },
  {
    sylkrtc: 'session-trickle',
    session: 's',
    candidates: [{ candidate: 'c', sdpMLineIndex: 0, sdpMid: 'a', usernameFragment: 'u' }],
  },
  { sylkrtc: 'session-dtmf-info', session: 's', digit: '5', duration: null },
  {
    sylkrtc: 'account-message',
    account,
    uri: 'bob@example.com',
    message_id: 'm',
    content: 'hi',
    content_type: 'text/plain',
    timestamp: '2026-01-01T00:00:00.000Z',
  },
  { sylkrtc: 'account-sync-conversations', account, message_id: 'm', options: { since: '2026-01-01T00:00:00.000Z', limit: 10 } },
  {
    sylkrtc: 'account-update-addressbook',
    account,
    action: 'add',
    type: 'contact',
    data: { id: '1', uris: [{ id: '2', uri: 'x@y', type: null }] },
  },
  { sylkrtc: 'videoroom-configure', session: 's', active_participants: ['a', 'b'] },
  { sylkrtc: 'videoroom-session-update', session: 's', options: { audio: true, video: false, bitrate: 100000 } },
]

export const target = {
  name: 'wire-request',
  seeds: requests.map((request, index) => new TextEncoder().encode(JSON.stringify({ transaction: `t${index}`, ...request }))),
  dictionary: [
    '"sylkrtc":',
    '"transaction":',
    'null',
    'true',
    '[]',
    '{}',
    '"__proto__":',
    '1.5',
    '1e400',
    '\\u0000',
    '\\ud800',
    '"sip:',
    '"sips:a@b;c=d"',
    '@',
    '/../',
  ],

  /** Throws when parsing throws, when an error could not be sent, or when a request that was taken is not taken again. */
  run(input: Uint8Array): void {
    const parsed = parseRequest(new TextDecoder().decode(input))
    if (parsed.kind === 'invalid') {
      const { transaction, error } = parsed
      const message = serverMessage.safeParse({ sylkrtc: 'error', transaction, error })
      if (!message.success) throw new Error('an error of ours is outside the language')
      if (error === '' || error === 'Internal error') throw new Error(`an error says ${JSON.stringify(error)}`)
    }
    // Compared as text, because JSON has no -0.
    const again = (request: object) => JSON.stringify(parseRequest(JSON.stringify(request)))
    if (parsed.kind === 'request') strictEqual(again(parsed.request), JSON.stringify(parsed))
  },
}
