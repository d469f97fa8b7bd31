import { expect, test } from 'vitest'
import { SipPrintError } from '../sip-error.ts'
import { parseSipfrag, printSipfrag } from './sipfrag.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const NOTHING = new Uint8Array()

test('a piece is a status line, with or without the end of its line', () => {
  for (const end of ['', '\r\n', '\r\n\r\n'])
    expect(parseSipfrag(bytes(`SIP/2.0 180 Ringing${end}`))).toEqual({
      start: { kind: 'response', status: 180, reason: 'Ringing' },
      headers: [],
      body: NOTHING,
    })
})

test('a piece is a request line, header fields, or a body with its fields', () => {
  expect(parseSipfrag(bytes('INVITE sip:a@example.com SIP/2.0\r\nf: <sip:b@example.com>'))).toEqual({
    start: { kind: 'request', method: 'INVITE', uri: 'sip:a@example.com' },
    headers: [{ name: 'From', value: '<sip:b@example.com>' }],
    body: NOTHING,
  })
  expect(parseSipfrag(bytes('Subject: x\r\nl: 2\r\n\r\nabc'))).toEqual({
    start: null,
    headers: [{ name: 'Subject', value: 'x' }],
    body: bytes('ab'),
  })
})

test('what is no piece is none', () => {
  for (const text of [
    '',
    '\r\n',
    'hello',
    'SIP/2.0 99 Low',
    'SIP/3.0 200 OK',
    'a: b\nc: d',
    'l:0',
    'SIP/2.0 200 OK\r\nl: 9\r\n\r\nabc',
  ])
    expect(parseSipfrag(bytes(text))).toBeNull()
})

test('a piece may be as long as a message, whatever it begins with', () => {
  const ofLength = (start: string, length: number) => {
    const head = `${start}Subject: x\r\nContent-Length: 60000\r\n`
    return bytes(`${head}X: ${'y'.repeat(length - head.length - 60_000 - 7)}\r\n\r\n${'z'.repeat(60_000)}`)
  }
  for (const start of ['', 'SIP/2.0 200 OK\r\n']) {
    expect(parseSipfrag(ofLength(start, 65_536))?.body).toHaveLength(60_000)
    expect(parseSipfrag(ofLength(start, 65_537))).toBeNull()
  }
  const fields = (count: number) => bytes(`${'X: y\r\n'.repeat(count)}l: 1\r\n\r\nz`)
  expect(parseSipfrag(fields(256))?.headers).toHaveLength(256)
  expect(parseSipfrag(fields(257))).toBeNull()
})

test('what is printed is as long as it has to be', () => {
  const start = { kind: 'response' as const, status: 603, reason: 'Decline' }
  expect(new TextDecoder().decode(printSipfrag({ start, headers: [], body: NOTHING }))).toBe('SIP/2.0 603 Decline\r\n')
  const fields = [{ name: 'Subject', value: 'x' }]
  expect(new TextDecoder().decode(printSipfrag({ start: null, headers: fields, body: bytes('ab') }))).toBe(
    'Subject: x\r\nContent-Length: 2\r\n\r\nab',
  )
})

test('nothing is printed that would not stay what it is', () => {
  const start = { kind: 'response' as const, status: 200, reason: 'OK\r\nX: y' }
  const length = [{ name: 'l', value: '7' }]
  expect(() => printSipfrag({ start, headers: [], body: NOTHING })).toThrow(SipPrintError)
  expect(() => printSipfrag({ start: null, headers: length, body: bytes('ab') })).toThrow(SipPrintError)
  expect(() => printSipfrag({ start: null, headers: [], body: NOTHING })).toThrow(SipPrintError)
})
