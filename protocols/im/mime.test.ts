import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MimeError, type MimeFault, parseMime, printMime, readText, textPart } from './mime.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (part: Uint8Array) => new TextDecoder().decode(part)

function fault(run: () => unknown): MimeFault | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof MimeError) return error.fault
    throw error
  }
  return undefined
}

test('text is printed with CRLF headers, a quoted charset and no empty header', () => {
  expect(text(printMime(textPart('text/plain', 'café\nbar')))).toBe(
    'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\ncafé\nbar',
  )
})

test('a type that is not text says no charset and is UTF-8 all the same', () => {
  const part = textPart('application/sylk-message-metadata', '{"value":"🎉"}')
  expect(text(printMime(part))).toBe('MIME-Version: 1.0\r\nContent-Type: application/sylk-message-metadata\r\n\r\n{"value":"🎉"}')
  expect(readText(parseMime(printMime(part)))).toBe('{"value":"🎉"}')
})

test('the charset of a given content type gives way to ours, its other parameters stay', () => {
  const part = textPart('text/plain; charset=latin1; format=flowed', 'x')
  expect(Object.fromEntries(part.parameters)).toEqual({ charset: 'utf-8', format: 'flowed' })
})

test.each([
  ['LF', 'Content-Type: text/plain; charset="utf8"\nContent-Transfer-Encoding: \n\nhé'],
  ['CRLF', 'MIME-Version: 1.0\r\nContent-Type: text/plain;charset=utf-8\r\n\r\nhé'],
  ['no headers at all', '\r\nhé'],
  ['an empty Content-Type', 'Content-Type:\r\n\r\nhé'],
  ['a folded header', 'Content-Type: text/plain;\r\n charset=utf-8\r\n\r\nhé'],
  ['base64', 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\naMOp\r\n'],
  ['quoted-printable', 'Content-type: text/plain\r\ncontent-transfer-encoding: Quoted-Printable\r\n\r\nh=C3=A9'],
])('a part written with %s is read', (_how, part) => {
  const parsed = parseMime(bytes(part))
  expect(parsed.type).toBe('text/plain')
  expect(readText(parsed)).toBe('hé')
})

test('ISO-8859-1 content is read as such', () => {
  const part = parseMime(Uint8Array.of(...bytes('Content-Type: text/plain; charset=ISO-8859-1\r\n\r\n'), 0x68, 0xe9))
  expect(readText(part)).toBe('hé')
})

test('white space, line ends and invisible marks of a text are kept', () => {
  const written = '\ufeff \u2060\u2061\u200b a\r\nb\n\n'
  expect(readText(parseMime(printMime(textPart('text/plain', written))))).toBe(written)
})

test.each<[MimeFault, string]>([
  ['unterminated', 'Content-Type: text/plain'],
  ['unterminated', ''],
  ['too-long', `X: ${'x'.repeat(9000)}\r\n\r\n`],
  ['too-many-lines', `${'X: y\r\n'.repeat(65)}\r\n`],
  ['bad-header', 'no colon\r\n\r\n'],
  ['bad-header', 'X: a\rb\r\n\r\n'],
  ['bad-content-type', 'Content-Type: text\r\n\r\n'],
  ['bad-transfer-encoding', 'Content-Transfer-Encoding: rot13\r\n\r\n'],
  ['bad-transfer-encoding', 'Content-Transfer-Encoding: base64\r\n\r\n%'],
])('%s: %j is refused', (expected, part) => {
  expect(fault(() => parseMime(bytes(part)))).toBe(expected)
})

test('headers that are not UTF-8 are refused', () => {
  expect(fault(() => parseMime(Uint8Array.of(0x58, 0x3a, 0xff, 0x0a, 0x0a)))).toBe('not-utf8')
})

test('content that does not fit its charset is no text', () => {
  const broken = parseMime(Uint8Array.of(...bytes('Content-Type: text/plain\r\n\r\n'), 0xff))
  expect(fault(() => readText(broken))).toBe('bad-charset')
  expect(fault(() => readText(parseMime(bytes('Content-Type: text/plain; charset=koi8-r\r\n\r\nx'))))).toBe('bad-charset')
})

test('a content type that would break out of its line is not printed', () => {
  expect(fault(() => textPart('text/plain\r\nX: y', ''))).toBe('bad-content-type')
  expect(fault(() => printMime({ type: 'text/plain', parameters: new Map([['a', '\r\n']]), content: bytes('') }))).toBe(
    'bad-content-type',
  )
})

test('any content survives printing and parsing byte for byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
      const part = { type: 'application/octet-stream', parameters: new Map(), content }
      expect(parseMime(printMime(part))).toEqual(part)
    }),
  )
})
