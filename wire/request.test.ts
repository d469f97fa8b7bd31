import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRequest, type RequestName, requests } from './request.ts'

const read = (frame: unknown) => parseRequest(JSON.stringify(frame))
const refused = (frame: object) => {
  const parsed = read({ transaction: 't', ...frame })
  return parsed.kind === 'invalid' && parsed.transaction === 't' ? parsed.error : parsed
}
const accepted = (frame: object) => {
  const parsed = read({ transaction: 't', ...frame })
  return parsed.kind === 'request' ? parsed.request : parsed
}

/** A valid request of every name, with its mandatory fields only. */
const item = { id: 'c1', name: 'Bob', uris: [{ id: 'u1', uri: 'bob@example.com' }] }
const handling = { dialog: { policy: 'default', subscribe: false }, presence: { policy: 'allow', subscribe: true } }
const account = 'alice@example.com'
const message = { message_id: 'm1', content: 'Hello', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z' }
const minimal: Record<RequestName, object> = {
  ping: {},
  'lookup-public-key': { uri: 'bob@example.com' },
  'account-add': { account, password: 'secret' },
  'account-remove': { account },
  'account-register': { account },
  'account-unregister': { account },
  'account-devicetoken': { account, token: 'v-a', platform: 'ios', device: 'd', silent: true, app: 'com.example.app' },
  'account-message': { account, uri: 'bob@example.com', ...message },
  'account-disposition-notification': {
    account,
    uri: 'bob@example.com',
    message_id: 'm1',
    state: 'displayed',
    timestamp: '2026-07-17T08:41:52.123Z',
  },
  'account-sync-conversations': { account },
  'account-mark-conversation-read': { account, contact: 'bob@example.com' },
  'account-remove-message': { account, message_id: 'm1', contact: 'bob@example.com' },
  'account-remove-conversation': { account, contact: 'bob@example.com' },
  'account-fetch-addressbook': { account },
  'account-update-addressbook': { account, action: 'add', type: 'contact', data: { ...item, ...handling } },
  'session-create': { session: 's1', account, uri: '+3112345@example.com', sdp: 'v=0' },
  'session-answer': { session: 's1', sdp: 'v=0' },
  'session-trickle': { session: 's1', candidates: [] },
  'session-terminate': { session: 's1' },
  'session-update': { session: 's1', sdp: 'v=0' },
  'session-message': { session: 's1', ...message },
  'session-dtmf-info': { session: 's1', digit: '5' },
  'videoroom-join': { session: 'r1', account, uri: 'room@videoconference.example.com', sdp: 'v=0' },
  'videoroom-leave': { session: 'r1' },
  'videoroom-configure': { session: 'r1', active_participants: [] },
  'videoroom-feed-attach': { session: 'r1', publisher: 'r2', feed: 'f1' },
  'videoroom-feed-answer': { session: 'r1', feed: 'f1', sdp: 'v=0' },
  'videoroom-feed-detach': { session: 'r1', feed: 'f1' },
  'videoroom-session-trickle': { session: 'f1', candidates: [] },
  'videoroom-session-update': { session: 'f1', options: {} },
  'videoroom-invite': { session: 'r1', participants: ['bob@example.com'] },
  'videoroom-message': { session: 'r1', message_id: 'm1', content: 'Hello', content_type: 'text/plain' },
  'videoroom-composing-indication': { session: 'r1', state: 'active' },
  'videoroom-mute-audio-participants': { session: 'r1' },
  'videoroom-toggle-hand': { session: 'r1' },
  'videoroom-remove': { session: 'r1', participants: ['r2'] },
  'videoroom-mute-participant': { session: 'r1', participant_id: 'r2', muted: true },
}
const everyRequest = Object.entries(minimal).map(([sylkrtc, fields]) => ({ sylkrtc, transaction: 't', ...fields }))

test.each(everyRequest)('$sylkrtc is understood with its mandatory fields', (frame) => {
  expect(Object.keys(requests)).toHaveLength(everyRequest.length)
  expect(read(frame)).toEqual({ kind: 'request', request: frame })
})

test.each(['', 'hello', '{', '[]', '[{"sylkrtc":"ping","transaction":"t"}]', 'null', '5', '"ping"', '\0'])(
  '[12.8] a frame that is no JSON object is ignored: %j',
  (text) => {
    expect(parseRequest(text).kind).toBe('ignored')
  },
)

test('[12.9] an unknown request is answered when it has a transaction, and ignored without', () => {
  expect(refused({ sylkrtc: 'videoroom-dance' })).toBe('unknown WebSocket request: videoroom-dance')
  expect(refused({ sylkrtc: 'constructor' })).toBe('unknown WebSocket request: constructor')
  expect(read({ sylkrtc: 'videoroom-dance' }).kind).toBe('ignored')
  expect(read({ sylkrtc: 'ping' }).kind).toBe('ignored')
})

test('a request without a name is answered when it has a transaction', () => {
  expect(refused({})).toBe('could not get WebSocket message type')
  expect(refused({ sylkrtc: 5 })).toBe('could not get WebSocket message type')
  expect(read({}).kind).toBe('ignored')
})

test.each([5, null, true, [], {}, 'x'.repeat(256)])('a transaction that cannot be echoed gets no answer: %j', (transaction) => {
  expect(read({ sylkrtc: 'ping', transaction }).kind).toBe('ignored')
})

test('a transaction is any string', () => {
  expect(accepted({ sylkrtc: 'ping', transaction: '' })).toEqual({ sylkrtc: 'ping', transaction: '' })
})

test.each(everyRequest)('[12.10] unknown fields of $sylkrtc are as if they were absent', (frame) => {
  expect(read({ ...frame, previous_session_token: 'x', nested: [{ deep: null }] })).toEqual({ kind: 'request', request: frame })
  expect(parseRequest(`{"__proto__":{"silent":true},${JSON.stringify(frame).slice(1)}`)).toEqual({
    kind: 'request',
    request: frame,
  })
})

const mandatory = everyRequest.flatMap((frame) =>
  Object.keys(frame)
    .filter((field) => field !== 'sylkrtc' && field !== 'transaction')
    .map((field) => ({ sylkrtc: frame.sylkrtc, field, frame })),
)
test.each(mandatory)(
  '[12.11] $sylkrtc without $field, or with null there, is refused by naming the field',
  ({ field, frame }) => {
    const { [field]: _, ...without } = frame as Record<string, unknown>
    expect(refused(without)).toMatch(new RegExp(`^Mandatory property '${field}' of '\\w+Request' object is missing$`))
    expect(refused({ ...frame, [field]: null })).toBe(`Invalid value for '${field}' property: None`)
  },
)

test('[12.17] an account is stored without its scheme and in the case it was written', () => {
  const add = (name: string) => accepted({ sylkrtc: 'account-add', account: name, password: 'x' })
  expect(add('sip:alice@example.com')).toMatchObject({ account: 'alice@example.com' })
  expect(add('Alice@Example.com')).toMatchObject({ account: 'Alice@Example.com' })
})

test('[12.20] a password has 1 to 9999 characters', () => {
  const add = (length: number) => ({ ...minimal['account-add'], sylkrtc: 'account-add', password: 'x'.repeat(length) })
  expect(refused(add(0))).toBe("the value's length must be between 1 and 9999 inclusive")
  expect(accepted(add(9999))).toHaveProperty('password')
  expect(refused(add(10_000))).toBe("the value's length must be between 1 and 9999 inclusive")
})

test('[12.21] optional fields may be absent or null', () => {
  const add = { sylkrtc: 'account-add', transaction: 't', account, password: 'x' }
  expect(accepted(add)).toEqual(add)
  const nulls = { ...add, display_name: null, user_agent: null, incoming_header_prefixes: null }
  expect(accepted(nulls)).toEqual(nulls)
})

test('[12.27] silent is mandatory and a boolean', () => {
  const { silent: _, ...token } = { sylkrtc: 'account-devicetoken', ...minimal['account-devicetoken'], silent: true }
  expect(refused(token)).toBe("Mandatory property 'silent' of 'AccountDeviceTokenRequest' object is missing")
  expect(refused({ ...token, silent: 1 })).toBe("Invalid value for 'silent' property: 1")
  expect(refused({ ...token, silent: 'true' })).toBe("Invalid value for 'silent' property: 'true'")
})

test('whatever JSON comes, there is one outcome, and it is bounded', () => {
  const name = fc.constantFrom<unknown>(...Object.keys(requests), 'nonsense', null)
  const frame = fc
    .tuple(name, fc.dictionary(fc.string(), fc.jsonValue()))
    .map(([sylkrtc, rest]) => ({ transaction: 't', sylkrtc, ...rest }))
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), frame), (value) => {
      const parsed = read(value)
      if (parsed.kind === 'invalid') expect(parsed.error.length).toBeLessThan(400)
      else expect(['request', 'ignored']).toContain(parsed.kind)
    }),
    { numRuns: 1000 },
  )
})

test('whatever text comes, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(['invalid', 'ignored']).toContain(parseRequest(text).kind)
    }),
  )
})

test('requests with any one field damaged are refused or come out the same when read again', () => {
  const damaged = fc.constantFrom(...everyRequest).chain((frame) =>
    fc.record({
      frame: fc.constant(frame),
      field: fc.constantFrom(...Object.keys(frame)),
      value: fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...Object.values<unknown>(frame)))),
    }),
  )
  fc.assert(
    fc.property(damaged, ({ frame, field, value }) => {
      const parsed = read({ ...frame, [field]: value })
      if (parsed.kind === 'request') expect(read(parsed.request)).toEqual(parsed)
      else expect(parsed).toHaveProperty(parsed.kind === 'invalid' ? 'error' : 'reason')
    }),
    { numRuns: 2000 },
  )
})
