import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cpim, CpimError, type CpimFault, parseCpim, printCpim } from './cpim.ts'
import { CPIM_NAMESPACE } from './cpim-headers.ts'
import { imdnHeaders, readDispositions, readMessageId } from './imdn-headers.ts'
import { readText, textPart } from './mime.ts'

const alice = { displayName: 'Alice', uri: 'sip:alice@example.com' }
const bob = { displayName: '', uri: 'sip:bob@example.com' }
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

function message(changes: Partial<Cpim> = {}): Cpim {
  return { from: alice, to: [bob], cc: [], dateTime: null, headers: [], part: textPart('text/plain', 'hi'), ...changes }
}

function fault(run: () => unknown): CpimFault | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof CpimError) return error.fault
    throw error
  }
  return undefined
}

test('a message is printed as §5.3 has it, with CRLF in all headers', () => {
  const printed = printCpim(
    message({
      dateTime: '2026-07-17T08:41:52.123000+00:00',
      headers: imdnHeaders('3f1e-1', ['positive-delivery', 'display']),
      part: textPart('text/plain', 'naïve\ntext'),
    }),
  )
  expect(text(printed)).toBe(
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
      'naïve\ntext',
    ].join('\r\n'),
  )
})

test('the envelope that SylkServer emits is read: CRLF outside, LF inside, an empty transfer encoding', () => {
  const parsed = parseCpim(
    'From: Alice <sip:alice@example.com>\r\nTo: Conference Room <sip:room@conference.example.com>\r\n' +
      'DateTime: 2026-07-17T08:41:52.123456+00:00\r\nNS: agp <urn:ag-projects:xml:ns:cpim>\r\nagp.Message-Type: status\r\n\r\n' +
      'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf8"\nContent-Transfer-Encoding: \n\nÉlodie joined',
  )
  expect(parsed).toMatchObject({
    from: alice,
    to: [{ displayName: 'Conference Room', uri: 'sip:room@conference.example.com' }],
    dateTime: '2026-07-17T08:41:52.123456+00:00',
    headers: [{ prefix: 'agp', namespace: 'urn:ag-projects:xml:ns:cpim', name: 'Message-Type', value: 'status' }],
  })
  expect(readText(parsed.part)).toBe('Élodie joined')
})

test('the envelope of a Linphone-like peer is read: quoted name, no MIME-Version, charset without quotes', () => {
  const parsed = parseCpim(
    'From: "Dave" <sip:dave@sip.test>\r\nTo: <sip:erin@sip.test>\r\nDateTime: 2026-07-17T08:41:52Z\r\nNS: imdn <urn:ietf:params:imdn>\r\n' +
      'imdn.Message-ID: Abc123\r\nimdn.Disposition-Notification: positive-delivery, negative-delivery, display\r\n\r\n' +
      'Content-Type: text/plain;charset=UTF-8\r\nContent-Length: 9\r\n\r\nhello ✓',
  )
  expect(parsed.from).toEqual({ displayName: 'Dave', uri: 'sip:dave@sip.test' })
  expect(readMessageId(parsed.headers)).toBe('Abc123')
  expect(readDispositions(parsed.headers)).toEqual(['positive-delivery', 'negative-delivery', 'display'])
  expect(readText(parsed.part)).toBe('hello ✓')
})

test('the envelope of a file transfer is read: identities without a scheme, LF everywhere', () => {
  const parsed = parseCpim(
    'From: <alice@example.com>\nTo: <bob@example.com>\nDateTime: 2026-07-17T08:41:52+00:00\n\nContent-Type: application/sylk-file-transfer\n\n{}',
  )
  expect(parsed.from?.uri).toBe('alice@example.com')
  expect(parsed.part.type).toBe('application/sylk-file-transfer')
})

test('a namespace may have any prefix, and headers of undeclared prefixes are skipped', () => {
  const parsed = parseCpim('x.Message-ID: 1\r\nNS: x <urn:ietf:params:imdn>\r\nx.Message-ID: 2\r\n\r\n\r\n')
  expect(parsed.headers).toHaveLength(1)
  expect(readMessageId(parsed.headers)).toBe('2')
})

test('header names are case-sensitive', () => {
  const parsed = parseCpim('from: <sip:a@b>\r\nNS: imdn <urn:ietf:params:imdn>\r\nimdn.message-id: 1\r\n\r\n\r\n')
  expect(parsed.from).toBeNull()
  expect(readMessageId(parsed.headers)).toBeNull()
  expect(readDispositions(parsed.headers)).toBeNull()
})

test('a From inside another default namespace is not the sender', () => {
  const parsed = parseCpim('NS: <urn:x>\r\nFrom: <sip:a@b>\r\nNS: <urn:ietf:params:cpim-headers:>\r\nTo: <sip:c@d>\r\n\r\n\r\n')
  expect(parsed.from).toBeNull()
  expect(parsed.to).toEqual([{ displayName: '', uri: 'sip:c@d' }])
})

test('an unreadable sender or time only counts as missing, unreadable recipients are left out', () => {
  const parsed = parseCpim('From: Alice\r\nTo: nobody\r\nTo: <sip:c@d>\r\nDateTime: yesterday\r\n\r\n\r\n')
  expect(parsed).toMatchObject({ from: null, to: [{ uri: 'sip:c@d' }], dateTime: null })
})

test.each<[CpimFault, string]>([
  ['bad-header-block', ''],
  ['bad-header-block', 'From: <sip:a@b>'],
  ['bad-header-block', `X: ${'x'.repeat(17_000)}\r\n\r\n\r\n`],
  ['bad-header-block', `${'X: y\r\n'.repeat(129)}\r\n\r\n`],
  ['bad-header', 'hello\r\n\r\n\r\n'],
  ['bad-header', 'From: <sip:a@b>\r\n folded\r\n\r\n\r\n'],
  ['bad-header', 'NS: imdn\r\n\r\n\r\n'],
  ['bad-header', 'X: a\rFrom: <sip:a@b>\r\n\r\n\r\n'],
  ['duplicate-header', 'From: <sip:a@b>\r\nFrom: <sip:c@d>\r\n\r\n\r\n'],
  ['bad-part', 'From: <sip:a@b>\r\n\r\nhello'],
  ['too-large', `\r\n\r\n${'x'.repeat(2 * 1024 * 1024)}`],
])('%s is a typed error', (expected, input) => {
  expect(fault(() => parseCpim(input))).toBe(expected)
})

test('an error never quotes the message', () => {
  expect(() => parseCpim('secret words\r\n\r\n\r\n')).toThrow(/^line 1 is not a CPIM header$/)
})

test('line ends in a display name or a header value cannot begin another header', () => {
  const printed = printCpim(
    message({ from: { ...alice, displayName: 'x\r\nTo: <sip:eve@x>' }, headers: imdnHeaders('1\r\n\r\nfoo', []) }),
  )
  const parsed = parseCpim(printed)
  expect(parsed.to).toEqual([bob])
  expect(parsed.from?.displayName).toBe('x\r\nTo: <sip:eve@x>')
  expect(readMessageId(parsed.headers)).toBe('1\r\n\r\nfoo')
})

test.each<[CpimFault, Partial<Cpim>]>([
  ['bad-identity', { from: { displayName: '', uri: 'sip:a@b>\r\nX: y' } }],
  ['bad-date-time', { dateTime: '2026-07-17T08:41:52Z\r\nX: y' }],
  ['bad-header', { headers: [{ prefix: '', namespace: CPIM_NAMESPACE, name: 'X\r\nY', language: null, value: '' }] }],
  ['bad-header', { headers: [{ prefix: 'x', namespace: 'urn:x>\r\nFrom: y', name: 'X', language: null, value: '' }] }],
  ['bad-header', { headers: [{ prefix: '', namespace: CPIM_NAMESPACE, name: 'From', language: null, value: '<sip:eve@x>' }] }],
  ['bad-header', { headers: [{ prefix: '', namespace: 'urn:x', name: 'NS', language: null, value: 'x <urn:x>' }] }],
  ['bad-part', { part: { type: 'text/plain\r\nX: y', parameters: new Map(), content: new Uint8Array() } }],
])('%s: a field that could not stand in its line is refused', (expected, changes) => {
  expect(fault(() => printCpim(message(changes)))).toBe(expected)
})

test('what is printed reads back the same', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 30 })
  const identity = fc.record({ displayName: anyText, uri: fc.constantFrom('sip:a@b', 'sips:c@[::1]:5061;x=y', 'd@e') })
  const namespace = fc.constantFrom(CPIM_NAMESPACE, 'urn:ietf:params:imdn', 'urn:x')
  const header = fc.record({
    prefix: fc.constantFrom('', 'imdn', 'x'),
    namespace,
    name: fc.constantFrom('Subject', 'Message-ID', 'X-Y'),
    language: fc.constantFrom(null, 'fr', 'de-CH'),
    value: anyText,
  })
  const anyMessage: fc.Arbitrary<Cpim> = fc.record({
    from: fc.option(identity),
    to: fc.array(identity, { maxLength: 3 }),
    cc: fc.array(identity, { maxLength: 2 }),
    dateTime: fc.constantFrom(null, '2026-07-17T08:41:52.123000+00:00'),
    headers: fc.array(header, { maxLength: 4 }),
    part: fc
      .uint8Array({ maxLength: 50 })
      .map((content) => ({ type: 'image/png', parameters: new Map([['name', 'a "b"']]), content })),
  })
  fc.assert(
    fc.property(anyMessage, (given) => {
      expect(parseCpim(printCpim(given))).toEqual(given)
    }),
  )
})

test('arbitrary bytes give a message or a typed error', () => {
  const line = fc.oneof(
    fc.constantFrom('From: <sip:a@b>', 'NS: x <urn:x>', 'x.Y: z', 'Content-Type: text/plain', ''),
    fc.string({ maxLength: 20 }),
  )
  const input = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(line, { maxLength: 12 }).map((lines) => new TextEncoder().encode(lines.join('\r\n'))),
  )
  fc.assert(
    fc.property(input, (bytes) => {
      const refused = fault(() => parseCpim(bytes))
      if (refused === undefined) expect(parseCpim(printCpim(parseCpim(bytes)))).toEqual(parseCpim(bytes))
    }),
    { numRuns: 2000 },
  )
})
