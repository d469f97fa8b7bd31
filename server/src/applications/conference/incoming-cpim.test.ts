import { printIsComposing } from '@weft/protocols/im/is-composing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCpim } from './incoming-cpim.ts'

const ALICE = { room: 'r1@conf.test', party: { uri: 'alice@x.test', displayName: 'Alice' } }
const PART = 'Content-Type: text/plain\r\n\r\nhi'
const encode = (text: string) => new TextEncoder().encode(text)
const read = (...lines: readonly string[]) => readCpim(encode(lines.join('\r\n')), 'm1', ALICE)

test('a text is what the others are told: its words, and its part as it came', () => {
  const reading = read('From: <sip:alice@x.test>', 'To: <sip:r1@conf.test>', 'DateTime: 2026-07-17T08:41:52Z', '', PART)
  expect(reading).toEqual({
    kind: 'message',
    to: null,
    submission: {
      ...{ id: 'm1', contentType: 'text/plain', content: 'hi', body: encode(PART) },
      ...{ written: '2026-07-17T08:41:52Z', extensions: [] },
    },
  })
})

test('[R4] whose From is another address is refused, however it is spelt', () => {
  for (const from of ['<sip:bob@x.test>', '<sip:alice@y.test>', '<xmpp:alice@x.test>', 'Alice <sip:ALICE@x.test>'])
    expect(read(`From: ${from}`, '', PART)).toEqual({
      kind: 'refused',
      verdict: { code: 403, comment: 'From is somebody else' },
    })
  for (const from of ['<sips:alice@X.TEST:5061;transport=tls>', 'Bob <sip:alice@x.test>', '<sip:%61lice@x.test>'])
    expect(read(`From: ${from}`, '', PART).kind).toBe('message')
})

test.each([
  [[], null],
  [['To: "Another room" <sip:R1@conf.test>'], { address: 'R1@conf.test' }],
  [['To: <sip:r1@CONF.test;transport=tcp>'], null],
  [['To: <sip:bob@x.test>', 'To: <sip:r1@conf.test>'], null],
  [['To: <sip:bob@x.test>'], { address: 'bob@x.test' }],
  [['To: <sip:bob@x.test>', 'To: <sip:carol@x.test>'], 'unreadable'],
  [['To: <sip:bob@x.test>', 'To: carol'], 'unreadable'],
  [['To:'], 'unreadable'],
  [['To: <sip:conf.test>'], 'unreadable'],
])('[R5][R6] %j: who it is for, and nobody else', (to, expected) => {
  const reading = read(...to, '', PART)
  const unreadable = { kind: 'refused', verdict: { code: 400, comment: 'The recipient cannot be read' } }
  if (expected === 'unreadable') expect(reading).toEqual(unreadable)
  else expect(reading).toMatchObject({ kind: 'message', to: expected })
})

test('[R8] a picture is told in base64, and what is neither text nor a picture in no words', () => {
  const picture = read('', 'Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'iVBORwD/')
  expect(picture).toMatchObject({ submission: { contentType: 'image/png', content: 'iVBORwD/' } })
  expect(read('', 'Content-Type: application/pdf', '', '%PDF')).toMatchObject({ submission: { content: '' } })
})

test('[R9] headers that the room does not know are kept, but not what only the room may say', () => {
  const reading = read('NS: agp <urn:ag-projects:xml:ns:cpim>', 'agp.Message-Type: status', 'agp.Other: x', '', PART)
  expect(reading).toMatchObject({
    submission: { extensions: [{ prefix: 'agp', namespace: 'urn:ag-projects:xml:ns:cpim', name: 'Other', value: 'x' }] },
  })
})

test('the id of a message is what its sender calls it', () => {
  const reading = read('NS: imdn <urn:ietf:params:imdn>', 'imdn.Message-ID: abc', '', PART)
  expect(reading).toMatchObject({ submission: { id: 'abc' } })
})

test('[R12] that somebody writes is read, or told to be unreadable', () => {
  const document = printIsComposing({ state: 'active', lastActive: null, contentType: 'text/plain', refresh: 90 })
  const type = 'Content-Type: application/im-iscomposing+xml'
  expect(read('', type, '', document)).toMatchObject({ kind: 'composing', composing: { state: 'active', refresh: 90 } })
  expect(read('', type, '', '<isComposing/>')).toMatchObject({ kind: 'refused', verdict: { code: 400 } })
})

test('whatever bytes come, they are read or refused', () => {
  const head = encode('From: <sip:alice@x.test>\r\nTo: ')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isHeaded) => {
      const reading = readCpim(isHeaded ? new Uint8Array([...head, ...bytes]) : bytes, 'm1', ALICE)
      expect(['message', 'composing', 'refused']).toContain(reading.kind)
    }),
  )
})
