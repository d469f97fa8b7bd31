import type { JournalEntry } from '../../../ports/journal-entry.ts'
import { awaits, dispositionOf, dispositionText } from '../receipts.ts'
import type { JournalRow } from './tables.ts'

/** One more than the highest sequence. */
const SEQUENCES = 2 ** 31

/**
 * SQLite keeps a table in the order of one integer key; with the account above the sequence in it a journal lies together on the disk, in its order, and
 * needs no index for that. JavaScript's integers have 53 bits: 22 for the account, 31 for the sequence.
 */
export function journalKey(account: number, sequence: number): number {
  return account * SEQUENCES + sequence
}

/** No entry of the account has a higher key; those of its entries are above `journalKey(account, 0)`. */
export function lastJournalKey(account: number): number {
  return journalKey(account, SEQUENCES - 1)
}

/** What an entry is read from. */
export const ENTRY_COLUMNS = [
  ...(['contact', 'direction', 'content_type', 'arrived_at', 'message_id'] as const),
  ...(['disposition', 'state', 'timestamp', 'content'] as const),
] as const
export type EntryColumns = Pick<JournalRow, (typeof ENTRY_COLUMNS)[number]>

export function entryOf(row: EntryColumns): JournalEntry {
  return {
    contact: row.contact,
    direction: row.direction,
    contentType: row.content_type,
    content: row.content,
    arrivedAt: row.arrived_at,
    messageId: row.message_id,
    disposition: dispositionOf(row.disposition),
    state: row.state,
    timestamp: row.timestamp,
  }
}

/** Its values come in the order in which the statement was compiled: that of this function. */
export function journalRow(account: number, sequence: number, entry: JournalEntry): JournalRow {
  return {
    key: journalKey(account, sequence),
    account,
    awaits: awaits(entry),
    contact: entry.contact,
    direction: entry.direction,
    content_type: entry.contentType,
    arrived_at: entry.arrivedAt,
    message_id: entry.messageId,
    disposition: dispositionText(entry.disposition),
    state: entry.state,
    timestamp: entry.timestamp,
    content: entry.content,
  }
}
