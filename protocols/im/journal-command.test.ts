import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  parseConversationCommand,
  parseMessageId,
  printApiToken,
  printConversationCommand,
  printMessageRemoval,
} from './journal-command.ts'

test('commands are printed as §5.6, §5.7 and §5.9 have them', () => {
  expect(printMessageRemoval({ contact: 'bob@example.com', messageId: '3f1e', direction: 'outgoing' })).toBe(
    '{"contact":"bob@example.com","message_id":"3f1e","direction":"outgoing"}',
  )
  expect(printConversationCommand({ contact: 'bob@example.com', timestamp: null })).toBe('{"contact":"bob@example.com"}')
  expect(printConversationCommand({ contact: 'bob@example.com', timestamp: '2026-07-17T08:41:52+00:00' })).toBe(
    '{"contact":"bob@example.com","timestamp":"2026-07-17T08:41:52+00:00"}',
  )
  expect(printApiToken('abc', 'https://e.com/webrtcgateway/messages/history/alice@example.com')).toBe(
    '{"token":"abc","url":"https://e.com/webrtcgateway/messages/history/alice@example.com"}',
  )
})

test.each([
  ['{"contact":"bob@example.com"}', 'bob@example.com', null],
  ['{"contact":"b@c","timestamp":"2026-07-17T08:41:52Z","x":1}', 'b@c', '2026-07-17T08:41:52Z'],
  ['{"contact":"b@c","timestamp":"now"}', 'b@c', null],
  ['{"contact":"b@c","timestamp":1}', 'b@c', null],
])('%s is a command', (content, contact, timestamp) => {
  expect(parseConversationCommand(content)).toEqual({ contact, timestamp })
})

test.each([
  '',
  'bob@example.com',
  'null',
  '[]',
  '{}',
  '{"contact":""}',
  '{"contact":1}',
  '{"contact":"b@c\\r\\nX: y"}',
  `{"contact":"${'b'.repeat(256)}"}`,
  `{"contact":"b@c"}${' '.repeat(4096)}`,
  '{"__proto__":{"contact":"b@c"}}',
])('%j is none', (content) => {
  expect(parseConversationCommand(content)).toBeNull()
})

test.each([
  ['3f1e-1', '3f1e-1'],
  [' 3f1e\r\n', '3f1e'],
  ['', null],
  ['3f\n1e', null],
  ['x'.repeat(256), null],
  [' '.repeat(4097), null],
])('the bare id in %j is %j', (content, id) => {
  expect(parseMessageId(content)).toBe(id)
})

test('whatever comes is a command or none', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => `{"contact":${json}}`),
  )
  fc.assert(
    fc.property(anything, (content) => {
      const command = parseConversationCommand(content)
      if (command) expect(parseConversationCommand(printConversationCommand(command))).toEqual(command)
    }),
  )
})
