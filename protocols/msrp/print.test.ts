import { expect, test } from 'vitest'
import { MsrpFraming } from './framing.ts'
import type { MsrpHead } from './message.ts'
import { printNickname } from './nickname.ts'
import { printEndLine, printHead, printWithoutBody } from './print.ts'

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const response: MsrpHead = {
  kind: 'response',
  transaction: 'a1b2',
  status: 200,
  comment: 'OK',
  headers: [{ name: 'To-Path', value: 'msrp://a.example/s;tcp' }],
}
const request: MsrpHead = { ...response, kind: 'request', method: 'SEND' }

test('what has no body ends behind its headers', () => {
  expect(decode(printWithoutBody(response))).toBe('MSRP a1b2 200 OK\r\nTo-Path: msrp://a.example/s;tcp\r\n-------a1b2$\r\n')
  expect(decode(printWithoutBody({ ...response, status: 0, comment: '', headers: [] }))).toBe('MSRP a1b2 000\r\n-------a1b2$\r\n')
})

test('what has one is read as it was printed', () => {
  const events = [printHead(request, true), new TextEncoder().encode('hi'), printEndLine('a1b2', '+', true)]
  const framing = new MsrpFraming()
  expect(events.flatMap((bytes) => framing.push(bytes))).toMatchObject([
    { kind: 'head', hasBody: true, head: { method: 'SEND', transaction: 'a1b2', headers: request.headers } },
    { kind: 'body' },
    { kind: 'end', flag: '+' },
  ])
})

test.each<[string, MsrpHead]>([
  ['a line end in a value', { ...request, headers: [{ name: 'X', value: 'a\r\nTo-Path: b' }] }],
  ['a CR in a value', { ...request, headers: [{ name: 'X', value: 'a\rb' }] }],
  ['a name that is none', { ...request, headers: [{ name: 'X Y', value: '' }] }],
  ['a method that is none', { kind: 'request', transaction: 'a1b2', method: 'SEND\r\n', headers: [] }],
  ['a transaction that is none', { ...request, transaction: 'a$' }],
  ['a comment of two lines', { ...response, kind: 'response', comment: 'a\nb', status: 200 }],
  ['a status that is none', { ...response, kind: 'response', comment: '', status: 1234 }],
])('%s is not printed', (_, head) => {
  expect(() => printHead(head, true)).toThrow(expect.objectContaining({ name: 'MsrpPrintError' }))
})

test('a nickname is quoted, and has one line', () => {
  expect(printNickname('a "b"')).toBe('"a \\"b\\""')
  expect(() => printNickname('a\r\nb')).toThrow('line end')
})
