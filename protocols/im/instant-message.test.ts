import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CpimError, type CpimFault } from './cpim.ts'
import { parseImdn } from './imdn.ts'
import {
  type InstantMessage,
  imdnMessage,
  parseInstantMessage,
  printInstantMessage,
  USUAL_DISPOSITIONS,
} from './instant-message.ts'

const hello: InstantMessage = {
  from: { displayName: 'Alice', uri: 'sip:alice@example.com' },
  to: { displayName: '', uri: 'sip:bob@example.com' },
  dateTime: '2026-07-17T08:41:52.123000+00:00',
  id: '3f1e-1',
  dispositions: USUAL_DISPOSITIONS,
  contentType: 'text/plain',
  content: 'hello ✓',
}

function fault(run: () => unknown): CpimFault | null {
  try {
    run()
  } catch (error) {
    if (error instanceof CpimError) return error.fault
    throw error
  }
  return null
}

test('a message is wrapped as §5.3 has it', () => {
  expect(new TextDecoder().decode(printInstantMessage(hello))).toBe(
    [
      'From: Alice <sip:alice@example.com>',
      'To: <sip:bob@example.com>',
      'DateTime: 2026-07-17T08:41:52.123000+00:00',
      'NS: imdn <urn:ietf:params:imdn>',
      'imdn.Message-ID: 3f1e-1',
      'imdn.Disposition-Notification: positive-delivery, display',
      '',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset="utf-8"',
      '',
      'hello ✓',
    ].join('\r\n'),
  )
})

test('a notification has an id of its own and asks for nothing (§5.4)', () => {
  const imdn = {
    messageId: '3f1e-1',
    dateTime: '2026-07-17T08:41:52Z',
    recipientUri: 'alice@example.com',
    originalRecipientUri: 'alice@example.com',
    kind: 'display',
    status: 'displayed',
  } as const
  const printed = printInstantMessage(imdnMessage(imdn, { ...hello, id: 'other' }))
  expect(new TextDecoder().decode(printed)).not.toContain('Disposition-Notification')
  const read = parseInstantMessage(printed)
  expect(read).toMatchObject({ id: 'other', dispositions: null, contentType: 'message/imdn+xml' })
  expect(parseImdn(read.content)).toEqual(imdn)
})

test('what a peer leaves out is null', () => {
  expect(parseInstantMessage('To: <bob@example.com>\n\n\nhello')).toEqual({
    from: null,
    dateTime: null,
    id: null,
    dispositions: null,
    contentType: 'text/plain',
    content: 'hello',
  })
})

test.each<[CpimFault, string | Uint8Array]>([
  ['bad-header-block', ''],
  ['bad-header', 'hello\r\n\r\n'],
  ['bad-part', '\r\nContent-Type: text\r\n\r\nx'],
  ['bad-part', '\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nx'],
  ['bad-part', Uint8Array.of(0x0a, 0x0a, 0xff)],
  ['too-large', new Uint8Array(2 * 1024 * 1024 + 1)],
])('%s is refused', (expected, input) => {
  expect(fault(() => parseInstantMessage(input))).toBe(expected)
})

test.each<[CpimFault, Partial<InstantMessage>]>([
  ['bad-part', { contentType: 'text' }],
  ['bad-date-time', { dateTime: 'now' }],
  ['bad-identity', { to: { displayName: '', uri: 'sip:a b' } }],
])('%s: what cannot stand in a message is not printed', (expected, wrong) => {
  expect(fault(() => printInstantMessage({ ...hello, ...wrong }))).toBe(expected)
})

test('what is printed reads back the same, whatever its type', () => {
  // Half a character is none, and would be replaced.
  const content = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.isWellFormed())
  const contentType = fc.constantFrom('text/plain', 'text/html', 'application/sylk-message-metadata', 'application/octet-stream')
  fc.assert(
    fc.property(content, contentType, fc.uuid(), (content, contentType, id) => {
      const { to: _to, ...rest } = { ...hello, content, contentType, id }
      expect(parseInstantMessage(printInstantMessage({ ...hello, ...rest }))).toEqual(rest)
    }),
  )
})
