import type { JournalEntry } from '../../server/src/ports/journal-entry.ts'
import type { JournalOperation, JournalOutcome } from '../../server/src/ports/journal-operation.ts'
import type { Journals } from '../../server/src/ports/journals.ts'

export const NOON = 1_700_000_000_000
export const ALICE = 'alice@example.com'
export const BOB = 'bob@example.com'
export const CAROL = 'carol@example.com'

/** A message from Bob, unless `more` says otherwise. */
export function message(messageId: string, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    ...{ contact: BOB, direction: 'incoming', contentType: 'text/plain', content: `content of ${messageId}` },
    ...{ arrivedAt: NOON, messageId, disposition: ['positive-delivery', 'display'], state: 'received' },
    ...{ timestamp: '2023-11-14T22:13:20.000000+00:00' },
    ...more,
  }
}

export function append(account: string, messageId: string, more: Partial<JournalEntry> = {}): JournalOperation {
  return { operation: 'append', account, entry: message(messageId, more) }
}

export function remove(account: string, messageId: string): JournalOperation {
  return { operation: 'remove', account, messageId, where: {}, ifRemoved: [] }
}

/** What came of one operation. */
export async function carryOut(journals: Journals, operation: JournalOperation): Promise<JournalOutcome> {
  const [outcome] = await journals.apply([operation])
  if (outcome === undefined) throw new Error('an operation without an outcome')
  return outcome
}

/** The message ids of all of a journal, in its order. */
export async function idsOf(journals: Journals, account: string): Promise<string[]> {
  const { entries } = await journals.page(account, { after: null, since: null, limit: 1_000_000 })
  return entries.map(({ messageId }) => messageId)
}
