import { expect, test } from 'vitest'
import { type ConversationMessage, newlyKnown } from './conversation-message.ts'
import { withPiecesJoined } from './message-pieces.ts'

const digits = (number: number) => number.toString(2).replaceAll('0', '\u200B').replaceAll('1', '\u200C')
const marker = (group: number, index: number, total: number) =>
  `\u2060\u2061${digits(group)}\u200D${digits(index)}\u200D${digits(total)}\u2061\u2060`

let sent = 0
function said(content: string, more: Partial<ConversationMessage> = {}): ConversationMessage {
  const at = Date.UTC(2026, 6, 17, 9, 0, sent++)
  const id = `m${sent}`
  const timestamp = new Date(at).toISOString()
  const text = { id, content, contentType: 'text/plain', timestamp, contact: 'bob@example.com', displayName: 'Bob' }
  return { ...newlyKnown({ ...text, direction: 'incoming', state: 'received', owed: [] }, at), ...more }
}

const texts = (messages: readonly ConversationMessage[]) => withPiecesJoined(messages).map(({ content }) => content)

test('the pieces of a long text are one message, under the id of the first and where that stands', () => {
  const pieces = ['Once ', 'upon a ', 'time'].map((text, index) => said(marker(5, index, 3) + text))
  const [first, second, third] = pieces
  const between = said('in between')
  const all = [first, between, third, second].flatMap((message) => message ?? [])
  const joined = withPiecesJoined(all)
  expect(joined).toMatchObject([
    { id: first?.id, content: 'Once upon a time', pieces: [second?.key, third?.key] },
    { content: 'in between' },
  ])
})

test('while a piece is missing, the others are there as they came', () => {
  const [first, last] = [said(`${marker(5, 0, 3)}Once `), said(`${marker(5, 2, 3)}time`)]
  expect(withPiecesJoined([first, last])).toEqual([first, last])
})

test('a text of many pieces has come as far as its last one', () => {
  const outgoing = { direction: 'outgoing' } as const
  const first = said(`${marker(9, 0, 2)}Dear `, { ...outgoing, state: 'delivered' })
  const last = said(`${marker(9, 1, 2)}Bob`, { ...outgoing, state: 'failed', reason: '480 Temporarily Unavailable' })
  expect(withPiecesJoined([first, last])).toMatchObject([
    { content: 'Dear Bob', state: 'failed', reason: '480 Temporarily Unavailable' },
  ])
})

test('what was encrypted is not completed by what was not, nor one side by the other', () => {
  const secret = { protection: { kind: 'encrypted', signature: 'signed-by-sender' } } as const
  const clear = { protection: { kind: 'clear' } } as const
  const mixed = [said(`${marker(7, 0, 2)}pay `, secret), said(`${marker(7, 1, 2)}Mallory`, clear)]
  expect(withPiecesJoined(mixed)).toEqual(mixed)
  const both = [said(`${marker(7, 0, 2)}I `), said(`${marker(7, 1, 2)}owe you`, { direction: 'outgoing' })]
  expect(withPiecesJoined(both)).toEqual(both)
})

test.each([
  ['a piece comes twice', [marker(3, 0, 2), marker(3, 0, 2)]],
  ['there is but one', [marker(3, 0, 1)]],
  ['there are more than any text has', [marker(3, 0, 65_535), marker(3, 1, 65_535)]],
  ['the total is none', [marker(3, 0, 0), marker(3, 1, 0)]],
])('nothing is put together where %s', (_, markers) => {
  const messages = markers.map((begin) => said(`${begin}text`))
  expect(texts(messages)).toEqual(messages.map(({ content }) => content))
})
