import type { JournalEntry } from '@weft/wire/journal'
import { answerTo } from './answer.ts'
import type { Connection } from './connection.ts'
import { changeOfEntry, type MessageChange } from './message-change.ts'
import { isJournalEntry } from './messaging-frame.ts'

/** From a request until its page has come. */
const PAGE_TIMEOUT_MS = 30_000

export interface JournalPage {
  readonly changes: readonly MessageChange[]
  /** Where to go on another time. */
  readonly cursor: string
}

/**
 * Reads an account's journal page by page until nothing more comes (sylkrtc-protocol.md §6). Rejects with a RequestFailure.
 * @param after a cursor; null for everything there is
 */
export async function* readJournal(
  connection: Connection,
  account: string,
  after: string | null,
): AsyncGenerator<JournalPage, void> {
  for (let cursor = after; ; ) {
    const entries = await pageAfter(connection, account, cursor)
    const last = entries.at(-1)?.message_id
    // The gateway does not know its own cursor where it gives the same again, and would for ever.
    if (last === undefined || last === cursor) return
    cursor = last
    yield { changes: entries.flatMap((entry) => changeOfEntry(entry) ?? []), cursor }
  }
}

function pageAfter(connection: Connection, account: string, cursor: string | null): Promise<readonly JournalEntry[]> {
  const body = { sylkrtc: 'account-sync-conversations', account, ...(cursor !== null && { message_id: cursor }) } as const
  return answerTo(connection, body, {
    listen: (found) =>
      connection.on('account', (event) => {
        if (event.account === account && event.event === 'sync-conversations') found(event.messages.filter(isJournalEntry))
      }),
    timeout: PAGE_TIMEOUT_MS,
    missing: 'no page of the journal',
  })
}
