import type { ConversationMessage } from './conversation-message.ts'

/** Pieces of one text; existing clients cut at some 4 KB. */
const MOST_PIECES = 250

/**
 * What a piece of a long text begins with (sylkrtc-protocol.md §5.5): the group, which piece it is, counted from 0, and of how many, each in binary digits. All
 * of it is characters of no width, U+200B for 0 and U+200C for 1.
 */
const MARKER = /^\u2060\u2061([\u200B\u200C]{1,64})\u200D([\u200B\u200C]{1,16})\u200D([\u200B\u200C]{1,16})\u2061\u2060/

interface Piece {
  readonly message: ConversationMessage
  readonly index: number
  readonly text: string
}

/** The pieces of a text that are there, and how many there should be. */
interface Group {
  readonly total: number
  readonly pieces: Piece[]
}

const numberIn = (digits = ''): number => Number.parseInt(digits.replaceAll('\u200B', '0').replaceAll('\u200C', '1'), 2)

/**
 * Messages of one conversation, with the pieces in which some clients send long texts put together where all of them are there: in the place of the first,
 * under its id. Pieces that came in other ways than each other, as some in clear, stay what they are.
 */
export function withPiecesJoined(messages: readonly ConversationMessage[]): readonly ConversationMessage[] {
  const groups = new Map<string, Group>()
  for (const message of messages) {
    const [marker, group, index, of] = MARKER.exec(message.content) ?? []
    const total = numberIn(of)
    if (marker === undefined || total < 2 || total > MOST_PIECES) continue
    const { direction, contentType, protection } = message
    const key = JSON.stringify([direction, contentType, protection, group, total])
    const known = groups.get(key) ?? { total, pieces: [] }
    known.pieces.push({ message, index: numberIn(index), text: message.content.slice(marker.length) })
    groups.set(key, known)
  }
  const joined = new Map<ConversationMessage, ConversationMessage | null>()
  for (const { total, pieces } of groups.values()) {
    pieces.sort((one, other) => one.index - other.index)
    if (pieces.length !== total || pieces.some(({ index }, place) => index !== place)) continue
    for (const { message } of pieces) joined.set(message, null)
    const whole = join(pieces)
    if (whole !== null) joined.set(whole.first, whole.message)
  }
  if (joined.size === 0) return messages
  return messages.flatMap((message) => {
    const instead = joined.get(message)
    return instead === undefined ? [message] : (instead ?? [])
  })
}

function join(pieces: readonly Piece[]): { readonly first: ConversationMessage; readonly message: ConversationMessage } | null {
  const all = pieces.map(({ message }) => message)
  const [first, last] = [all[0], all.at(-1)]
  if (first === undefined || last === undefined) return null
  // They are sent one after the other, so that the last has come least far.
  const { state, reason } = last
  const content = pieces.map(({ text }) => text).join('')
  const owed = [...new Set(all.flatMap((message) => message.owed))]
  const queued = all.some((message) => message.queued)
  return { first, message: { ...first, content, state, reason, queued, owed, pieces: all.slice(1).map(({ key }) => key) } }
}
