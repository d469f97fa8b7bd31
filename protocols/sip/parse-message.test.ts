import { expect, test } from 'vitest'
import { fieldOf, fieldsOf } from './message.ts'
import { MESSAGE_LIMITS, type MessageLimits, parseMessage } from './parse-message.ts'
import { SipParseError } from './sip-error.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
/** Lines of the head, then the body. */
const bytesOf = (lines: readonly string[], body = '') => encode(`${lines.join('\r\n')}\r\n\r\n${body}`)
const OPTIONS = 'OPTIONS sip:bob@example.com SIP/2.0'
const VIA = 'Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1'

function refused(bytes: Uint8Array, limits?: MessageLimits): SipParseError {
  try {
    parseMessage(bytes, limits)
  } catch (error) {
    if (error instanceof SipParseError) return error
    throw error
  }
  throw new Error('the message was taken')
}

test('a request is its method, URI, fields and body', () => {
  const message = parseMessage(
    bytesOf(['MESSAGE sip:bob@example.com SIP/2.0', VIA, 'f: <sip:a@example.com>;tag=1', 'X-Thing:  a  b \t', 'l:5'], 'hello'),
  )
  expect(message).toEqual({
    kind: 'request',
    method: 'MESSAGE',
    uri: 'sip:bob@example.com',
    headers: [
      { name: 'Via', value: 'SIP/2.0/UDP host.example.com;branch=z9hG4bK1' },
      { name: 'From', value: '<sip:a@example.com>;tag=1' },
      { name: 'X-Thing', value: 'a  b' },
      { name: 'Content-Length', value: '5' },
    ],
    body: encode('hello'),
  })
})

test.each([
  ['SIP/2.0 200 OK', 200, 'OK'],
  ['SIP/2.0 486 Busy Here, really', 486, 'Busy Here, really'],
  ['sip/2.0 100 ', 100, ''],
  ['SIP/2.0 699', 699, ''],
])('%s is a status line', (line, status, reason) => {
  expect(parseMessage(bytesOf([line, VIA]))).toMatchObject({ kind: 'response', status, reason })
})

test('folded lines are joined by one space', () => {
  const message = parseMessage(bytesOf([OPTIONS, 'Subject :', '  a', '\t b  ', ' ', ' c', 'To: x']))
  expect(message.headers).toEqual([
    { name: 'Subject', value: 'a b c' },
    { name: 'To', value: 'x' },
  ])
})

test('line ends before the start line, and what follows Content-Length, do not count', () => {
  const message = parseMessage(encode(`\r\n\r\n${OPTIONS}\r\n${VIA}\r\nContent-Length: 2\r\n\r\nabcd`))
  expect(decode(message.body)).toBe('ab')
})

test('without Content-Length the body goes to the end of the bytes', () => {
  expect(decode(parseMessage(bytesOf([OPTIONS, VIA], 'all of it')).body)).toBe('all of it')
})

test('the body is a Uint8Array over the bytes that were given, also where those are a part of larger ones', () => {
  const whole = new Uint8Array([...encode('xxxx'), ...bytesOf([OPTIONS, VIA], 'body')])
  expect(decode(parseMessage(whole.subarray(4)).body)).toBe('body')
})

test('a header that is not UTF-8 is taken, its bad bytes replaced', () => {
  const bytes = bytesOf([OPTIONS, 'Subject: caf?'])
  bytes[bytes.indexOf('?'.charCodeAt(0))] = 0xe9
  expect(fieldOf(parseMessage(bytes), 'Subject')).toBe('caf\ufffd')
})

test.each([
  ['two spaces after the method', ['OPTIONS  sip:bob@example.com SIP/2.0'], 400],
  ['something else than SIP', ['GET / HTTP/1.1'], 400],
  ['another version', ['OPTIONS sip:bob@example.com SIP/3.0'], 505],
  ['a version that is none', ['OPTIONS sip:bob@example.com SIP/2'], 400],
  ['a tab in the URI', ['OPTIONS sip:bob\t@example.com SIP/2.0'], 400],
  ['a line without colon', [OPTIONS, 'What is this'], 400],
  ['a name with a space in it', [OPTIONS, 'What is: this'], 400],
  ['a name that is missing', [OPTIONS, ': this'], 400],
  ['a folded line before any field', [OPTIONS, ' folded'], 400],
  ['CR alone', [OPTIONS, 'Subject: a\rVia: b'], 400],
  ['LF alone', [OPTIONS, 'Subject: a\nVia: b'], 400],
  ['NUL', [OPTIONS, 'Subject: a\0b'], 400],
  ['NUL in the URI', ['OPTIONS sip:bob\0@example.com SIP/2.0'], 400],
  ['two Content-Length fields', [OPTIONS, 'Content-Length: 0', 'l: 0'], 400],
  ['a Content-Length that is no number', [OPTIONS, 'Content-Length: +1'], 400],
  ['a Content-Length beyond the end', [OPTIONS, 'Content-Length: 1'], 400],
])('%s is refused with its status, and can be answered', (_, lines, status) => {
  const error = refused(bytesOf([...lines, VIA]))
  expect(error.status).toBe(status)
  expect(error.answerable).toBe(true)
  expect(error.request && fieldsOf(error.request, 'Via')).toEqual([VIA.slice(5)])
})

test.each([
  ['a response', ['SIP/2.0 99 Low', VIA]],
  ['a response of another version', ['SIP/3.0 200 OK', VIA]],
  ['an ACK', ['ACK sip:bob@example.com SIP/3.0', VIA]],
  ['a request without Via', ['OPTIONS sip:bob@example.com SIP/3.0']],
  ['a start line of one word', ['OPTIONS', VIA]],
  ['a start line of two words', ['OPTIONS sip:bob@example.com', VIA]],
  ['what is no method', ['O(PTIONS sip:bob@example.com SIP/2.0', VIA]],
])('%s that is refused has nobody to answer', (_, lines) => {
  expect(refused(bytesOf(lines)).answerable).toBe(false)
})

test.each(['', '\r\n', '\r\n\r\n', 'x', OPTIONS, `${OPTIONS}\r\n`, `${OPTIONS}\r\n${VIA}\r\n`])('%j is no message', (text) => {
  expect(refused(encode(text)).status).toBe(400)
})

test.each([
  ['bytes', bytesOf([OPTIONS, VIA], 'b'.repeat(500)), { message: 500 }],
  ['bytes of the head', bytesOf([OPTIONS, VIA, `Subject: ${'s'.repeat(500)}`]), { message: 500 }],
  ['header fields', bytesOf([OPTIONS, VIA, ...Array.from({ length: 8 }, () => 'X: y')]), { fields: 8 }],
  ['characters in a field', bytesOf([OPTIONS, VIA, `Subject: ${'s'.repeat(100)}`]), { line: 100 }],
  [
    'characters in a folded field',
    bytesOf([OPTIONS, VIA, 'Subject: s', ...Array.from({ length: 100 }, () => ' s')]),
    { line: 100 },
  ],
  ['characters in the start line', bytesOf([`OPTIONS sip:${'s'.repeat(100)} SIP/2.0`, VIA]), { line: 100 }],
])('too many %s are refused with 513, which can be answered', (_, bytes, limits) => {
  const error = refused(bytes, { ...MESSAGE_LIMITS, ...limits })
  expect(error.status).toBe(513)
  expect(error.answerable).toBe(true)
})

test('an error quotes nothing of the message', () => {
  expect(refused(bytesOf([OPTIONS, VIA, 'Authorization secret'])).message).not.toMatch(/secret|Authorization/)
})
