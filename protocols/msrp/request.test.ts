import { expect, test } from 'vitest'
import type { MsrpRequestHead } from './message.ts'
import { readRequest } from './request.ts'

const paths = { 'To-Path': 'msrp://b.example:1/s;tcp', 'From-Path': 'msrp://r.example/x;tcp msrp://a.example:2/t;tcp' }
const head = (method: string, headers: Record<string, string> = {}): MsrpRequestHead => ({
  kind: 'request',
  transaction: 'a1b2',
  method,
  headers: Object.entries({ ...paths, ...headers }).map(([name, value]) => ({ name, value })),
})

test('a SEND says what it is a chunk of and what its sender wants to hear', () => {
  expect(
    readRequest(
      head('SEND', {
        'message-id': '8d2e-4b6f',
        'BYTE-RANGE': '1-*/5000',
        'Success-Report': 'YES',
        'Failure-Report': 'partial',
        'Content-Type': 'text/plain; charset="UTF-8"',
      }),
    ),
  ).toMatchObject({
    kind: 'send',
    messageId: '8d2e-4b6f',
    range: { start: 1, end: null, total: 5000 },
    successReport: true,
    failureReport: 'partial',
    contentType: 'text/plain; charset="UTF-8"',
    toPath: [{ sessionId: 's' }],
    fromPath: [{ host: 'r.example' }, { sessionId: 't' }],
  })
})

test('a SEND has defaults', () => {
  expect(readRequest(head('SEND', { 'Message-ID': '0f8fad5b-d9cb-469f-a165-70867728950e' }))).toMatchObject({
    range: { start: 1, end: null, total: null },
    successReport: false,
    failureReport: 'yes',
    contentType: null,
  })
})

test('a REPORT says what became of what', () => {
  expect(readRequest(head('REPORT', { 'Message-ID': 'm1', 'Byte-Range': '1-9/9', Status: '000 200 OK' }))).toMatchObject({
    kind: 'report',
    messageId: 'm1',
    range: { start: 1, end: 9, total: 9 },
    status: { code: 200, comment: 'OK' },
  })
  expect(readRequest(head('REPORT', { 'Message-ID': 'm1', Status: '000 413' }))).toMatchObject({
    range: null,
    status: { code: 413 },
  })
})

test('a NICKNAME has one, quoted or bare, or gives it back', () => {
  const nickname = (value: string) => readRequest(head('NICKNAME', { 'Use-Nickname': value }))
  expect(nickname('"Alice \\"the great\\""')).toMatchObject({ kind: 'nickname', nickname: 'Alice "the great"' })
  expect(nickname('Alice the gr\u00fcne')).toMatchObject({ nickname: 'Alice the gr\u00fcne' })
  expect(nickname('')).toMatchObject({ nickname: '' })
  expect(nickname('""')).toMatchObject({ nickname: '' })
})

test.each(['"no end', '"', 'a\tb', 'a\u0085b'])('%j is a malformed nickname', (value) => {
  expect(readRequest(head('NICKNAME', { 'Use-Nickname': value }))).toMatchObject({ kind: 'refused', status: { code: 424 } })
})

test.each(['AUTH', 'FILE_OFFSET', 'FOO', 'send'])('%s is known for what it is', (method) => {
  const kinds: Record<string, string> = { AUTH: 'auth', FILE_OFFSET: 'file-offset' }
  expect(readRequest(head(method))).toMatchObject({ kind: kinds[method] ?? 'other', head: { method } })
})

test.each([
  ['[P17] no To-Path', head('SEND', { 'To-Path': '', 'Message-ID': 'm1' })],
  ['no From-Path', head('SEND', { 'From-Path': '', 'Message-ID': 'm1' })],
  ['a path that is none', head('FOO', { 'To-Path': 'sip:a@b' })],
  ['two To-Paths', head('SEND', { 'Message-ID': 'm1', 'TO-PATH': 'msrp://c.example/u;tcp' })],
  ['two Message-IDs', head('SEND', { 'Message-ID': 'm1', 'message-id': 'm2' })],
  ['no Message-ID', head('SEND')],
  ['a Message-ID with a space', head('SEND', { 'Message-ID': 'm 1' })],
  ['a Byte-Range that is none', head('SEND', { 'Message-ID': 'm1', 'Byte-Range': '5-1/3' })],
  ['a Success-Report that is none', head('SEND', { 'Message-ID': 'm1', 'Success-Report': 'perhaps' })],
  ['a Failure-Report that is none', head('SEND', { 'Message-ID': 'm1', 'Failure-Report': '' })],
  ['a REPORT without Status', head('REPORT', { 'Message-ID': 'm1' })],
  ['a NICKNAME without Use-Nickname', head('NICKNAME')],
  ['a NICKNAME with Success-Report', head('NICKNAME', { 'Use-Nickname': 'x', 'Success-Report': 'no' })],
])('with %s it is refused by 400', (_, request) => {
  expect(readRequest(request)).toMatchObject({ kind: 'refused', status: { code: 400 } })
})
