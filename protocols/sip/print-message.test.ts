import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalName } from './header-names.ts'
import type { SipMessage } from './message.ts'
import { parseMessage } from './parse-message.ts'
import { printMessage } from './print-message.ts'
import { SipPrintError } from './sip-error.ts'

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const request: SipMessage = {
  kind: 'request',
  method: 'MESSAGE',
  uri: 'sip:bob@example.com',
  headers: [{ name: 'To', value: '<sip:bob@example.com>' }],
  body: new TextEncoder().encode('é'),
}
const response: SipMessage = { kind: 'response', status: 200, reason: 'OK', headers: request.headers, body: new Uint8Array() }

test('the length is that of the body in octets, where the message says another or none', () => {
  expect(decode(printMessage(request))).toBe(
    'MESSAGE sip:bob@example.com SIP/2.0\r\nTo: <sip:bob@example.com>\r\nContent-Length: 2\r\n\r\né',
  )
  const headers = [{ name: 'l', value: '99' }, ...request.headers, { name: 'content-length', value: '1' }]
  expect(decode(printMessage({ ...response, headers }))).toBe(
    'SIP/2.0 200 OK\r\nContent-Length: 0\r\nTo: <sip:bob@example.com>\r\n\r\n',
  )
})

test.each<[string, object]>([
  ['a method', { method: 'MESSAGE x' }],
  ['an empty method', { method: '' }],
  ['a URI with a space', { uri: 'sip:bob@example.com SIP/2.0' }],
  ['a URI with a line end', { uri: 'sip:bob\r\nVia:x' }],
  ['a name with a colon', { headers: [{ name: 'A: b\r\nC', value: '' }] }],
  ['an empty name', { headers: [{ name: '', value: '' }] }],
  ['CR in a value', { headers: [{ name: 'A', value: 'b\rc' }] }],
  ['LF in a value', { headers: [{ name: 'A', value: 'b\nc' }] }],
  ['a folded value', { headers: [{ name: 'A', value: 'b\r\n c' }] }],
  ['NUL in a value', { headers: [{ name: 'A', value: '"b\0c"' }] }],
  ['NUL escaped outside of quotes', { headers: [{ name: 'A', value: 'b\\\0c' }] }],
  ['a line end escaped in quotes', { headers: [{ name: 'A', value: '"b\\\nc"' }] }],
])('%s that would break the message is refused', (_, change) => {
  expect(() => printMessage({ ...request, ...change } as SipMessage)).toThrow(SipPrintError)
})

test.each<[string, object]>([
  ['status 99', { status: 99 }],
  ['status 700', { status: 700 }],
  ['status 200.5', { status: 200.5 }],
  ['NaN', { status: Number.NaN }],
  ['a reason with a line end', { reason: 'OK\r\nVia: x' }],
])('%s is refused', (_, change) => {
  expect(() => printMessage({ ...response, ...change } as SipMessage)).toThrow(SipPrintError)
})

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', ':', ' ', '\t', '\r', '\n', '\0', '"', '\\', '<', '>', ',', ';', 'é') }),
)
const messages = fc.oneof(
  fc.record({
    kind: fc.constant('request' as const),
    method: fc.oneof(fc.constantFrom('INVITE', 'ACK'), text),
    uri: fc.oneof(fc.constant('sip:a@example.com'), text),
    headers: fc.array(fc.record({ name: fc.oneof(fc.constantFrom('Via', 'l', 'X-A'), text), value: text }), { maxLength: 4 }),
    body: fc.uint8Array(),
  }),
  fc.record({
    kind: fc.constant('response' as const),
    status: fc.oneof(fc.integer({ min: 100, max: 699 }), fc.double()),
    reason: text,
    headers: fc.array(fc.record({ name: fc.constantFrom('Via', 'l', 'X-A'), value: text }), { maxLength: 4 }),
    body: fc.uint8Array(),
  }),
)

test('what is printed reads as what it was printed from, or is not printed: no value becomes a line of its own', () => {
  fc.assert(
    fc.property(messages, (message) => {
      let bytes: Uint8Array
      try {
        bytes = printMessage(message)
      } catch (error) {
        expect(error).toBeInstanceOf(SipPrintError)
        return
      }
      const read = parseMessage(bytes)
      const { headers: _, body, ...start } = message
      expect(read).toMatchObject(start)
      expect(read.body).toEqual(body)
      const without = (fields: SipMessage['headers']) =>
        fields
          .map(({ name, value }) => [canonicalName(name), value.replace(/^[ \t]+|[ \t]+$/g, '').toWellFormed()])
          .filter(([name]) => name !== 'Content-Length')
      expect(without(read.headers)).toEqual(without(message.headers))
      expect(printMessage(read)).toEqual(printMessage(parseMessage(printMessage(read))))
    }),
    { numRuns: 2000 },
  )
})
