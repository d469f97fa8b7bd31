import type { ConversationMessage } from '@weft/client/conversation-message'
import type { ConversationRecord, MessageArchive } from '@weft/client/message-archive'
import { messageContent } from './message-text.ts'

/** A message that has what was looked for. */
export interface FoundMessage {
  readonly message: ConversationMessage
  /** A piece of what it says, with the first of the words in it. */
  readonly before: string
  readonly match: string
  readonly after: string
}

/** Messages that are read at a time. */
const PAGE = 500
/** Characters of what is shown before and after what was found. */
const [BEFORE, AFTER] = [24, 120]

/** What letters are compared by: without case and accents. Its characters need not be as many. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** The words of what somebody looks for. */
export const searchWords = (typed: string): readonly string[] => plain(typed).split(/\s+/).filter(Boolean)

/** Whether a text has all of the words. */
export function hasWords(text: string, words: readonly string[]): boolean {
  const here = plain(text)
  return words.every((word) => here.includes(word))
}

/**
 * Looks through what this device has, conversation by conversation, newest messages first. Yields those that were found with each page,
 * also where there are none, so that whoever waits can stop.
 */
export async function* searchMessages(
  archive: Pick<MessageArchive, 'page'>,
  conversations: readonly ConversationRecord[],
  words: readonly string[],
): AsyncGenerator<readonly FoundMessage[], void> {
  for (const { key } of conversations) {
    let before: ConversationMessage | null = null
    for (let more = true; more; ) {
      const page: readonly ConversationMessage[] = await archive.page({ conversation: key, before, limit: PAGE })
      yield page.flatMap((message) => found(message, words) ?? [])
      before = page.at(-1) ?? null
      more = page.length === PAGE
    }
  }
}

function found(message: ConversationMessage, words: readonly string[]): FoundMessage | null {
  const content = messageContent(message)
  const text = content.kind === 'text' ? content.text : content.kind === 'file' ? content.file.name : ''
  if (text === '' || !hasWords(text, words)) return null
  const line = text.replace(/\s+/g, ' ')
  const [word = ''] = words
  // Where letters lose accents, places move: what is shown need not be to the letter.
  const at = Math.max(0, plain(line).indexOf(word))
  const from = Math.max(0, at - BEFORE)
  return {
    message,
    before: `${from > 0 ? '…' : ''}${line.slice(from, at)}`,
    match: line.slice(at, at + word.length),
    after: line.slice(at + word.length, at + word.length + AFTER),
  }
}
