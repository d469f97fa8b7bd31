import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeTransferEncoding } from './transfer-encoding.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const decode = (name: string, text: string) => {
  const decoded = decodeTransferEncoding(name, bytes(text))
  return decoded && new TextDecoder().decode(decoded)
}

test('base64 in lines of 76 characters decodes to what Node encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      const encoded = Buffer.from(content)
        .toString('base64')
        .replace(/(.{76})/g, '$1\r\n')
      expect(decodeTransferEncoding('Base64', bytes(encoded))).toEqual(content)
    }),
  )
})

test.each([
  ['aGk=', 'hi'],
  ['aGk', 'hi'],
  ['aA', 'h'],
  ['', ''],
])('base64 %j is %j, padded or not', (encoded, expected) => {
  expect(decode('base64', encoded)).toBe(expected)
})

test.each(['a', 'aGk=aGk=', 'aG!k', 'aGk==', '====', 'aGkh='])('%j is no base64', (encoded) => {
  expect(decode('base64', encoded)).toBeNull()
})

test.each([
  ['caf=C3=A9', 'café'],
  ['soft=\r\nbreak', 'softbreak'],
  ['soft=\nbreak', 'softbreak'],
  ['1 = 1', '1 = 1'],
  ['end=', 'end='],
  ['half=4', 'half=4'],
])('quoted-printable %j is %j', (encoded, expected) => {
  expect(decode('quoted-printable', encoded)).toBe(expected)
})

test.each(['', '7bit', '8BIT', 'binary'])('encoding %j leaves bytes as they are', (name) => {
  const content = Uint8Array.of(0, 255, 13, 10, 61)
  expect(decodeTransferEncoding(name, content)).toEqual(content)
})

test('an unknown encoding is not guessed at', () => {
  expect(decode('x-uuencode', 'x')).toBeNull()
})
