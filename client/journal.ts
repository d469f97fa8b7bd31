import type { JournalEntry } from '@weft/wire/journal'
import type { Connection } from './connection.ts'
import { changeOfEntry, type MessageChange } from './message-change.ts'
import { isJournalEntry } from './messaging-frame.ts'
import { RequestFailure } from './request-failure.ts'

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
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      for (const unsubscribe of subscriptions) unsubscribe()
      settle()
    }
    const fail = (failure: unknown) => end(() => reject(failure))
    // The page follows the ack as an event of its own (§1.6): in Node and React Native before whoever awaited the ack gets to listen.
    const subscriptions = [
      connection.on('account', (event) => {
        if (event.account === account && event.event === 'sync-conversations')
          end(() => resolve(event.messages.filter(isJournalEntry)))
      }),
      connection.on('state', () => fail(new RequestFailure('disconnected', 'the connection to the gateway was lost'))),
    ]
    const timer = setTimeout(
      () => fail(new RequestFailure('timeout', `no page of the journal within ${PAGE_TIMEOUT_MS} ms`)),
      PAGE_TIMEOUT_MS,
    )
    const asked = connection.request({
      sylkrtc: 'account-sync-conversations',
      account,
      ...(cursor !== null && { message_id: cursor }),
    })
    asked.catch(fail)
  })
}
