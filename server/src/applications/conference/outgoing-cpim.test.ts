import { CpimError, parseCpim } from '@weft/protocols/im/cpim'
import { parseIsComposing } from '@weft/protocols/im/is-composing'
import { expect, test } from 'vitest'
import type { ChatMessage } from '../../core/chatroom/chatroom.ts'
import { printComposing, printMessage } from './outgoing-cpim.ts'

const ROOM = 'r1@conf.test'
const sender = { uri: 'alice@x.test', displayName: 'Alice' }
const message: ChatMessage = {
  ...{ id: 'm1', sender, contentType: 'text/plain', content: 'hällo', at: Date.UTC(2026, 6, 17, 8, 41, 52), type: 'normal' },
}
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('a text is written with CRLF everywhere, its charset, and no empty headers', () => {
  expect(text(printMessage(ROOM, message)).split('\r\n')).toEqual([
    'From: Alice <sip:alice@x.test>',
    'To: Conference Room <sip:r1@conf.test>',
    'DateTime: 2026-07-17T08:41:52+00:00',
    '',
    ...['MIME-Version: 1.0', 'Content-Type: text/plain; charset="utf-8"', '', 'hällo'],
  ])
})

test('[R15] what the room says is marked as such', () => {
  const { headers } = parseCpim(printMessage(ROOM, { ...message, type: 'status' }))
  expect(headers).toMatchObject([
    { prefix: 'agp', namespace: 'urn:ag-projects:xml:ns:cpim', name: 'Message-Type', value: 'status' },
  ])
})

test('[R1][R14] what came with a part and a time is written with just these, however often', () => {
  const body = new TextEncoder().encode('Content-Type: text/plain; charset="utf8"\n\nhi')
  const written = '2026-07-17T08:41:52.123456+02:00'
  const [first, second] = [1, 2].map((at) => text(printMessage(ROOM, { ...message, body, written, at })))
  expect(first).toBe(second)
  expect(first).toContain(`DateTime: ${written}\r\n\r\n${text(body)}`)
})

test('[R6] what is said in private is addressed to who it is for', () => {
  const to = { uri: 'bob@x.test', displayName: 'Bob' }
  expect(text(printMessage(ROOM, { ...message, to }))).toContain('To: Bob <sip:bob@x.test>\r\n')
})

test('a picture from the web says that it is base64', () => {
  const picture = { ...message, contentType: 'image/png', content: 'iVBORwD/' }
  const { part } = parseCpim(printMessage(ROOM, picture))
  expect([part.type, [...part.content]]).toEqual(['image/png', [0x89, 0x50, 0x4e, 0x47, 0, 255]])
})

test('[R11] that somebody writes is a document with the state and for how long', () => {
  const composing = { sender, state: 'active', refresh: 60, contentType: null } as const
  const { from, part } = parseCpim(printComposing(ROOM, composing, message.at))
  expect(from).toEqual({ displayName: 'Alice', uri: 'sip:alice@x.test' })
  expect(parseIsComposing(part.content)).toMatchObject({ state: 'active', refresh: 60 })
})

test('a sender whose address is none cannot be written', () => {
  expect(() => printMessage(ROOM, { ...message, sender: { uri: 'a b@x.test', displayName: '' } })).toThrow(CpimError)
})
