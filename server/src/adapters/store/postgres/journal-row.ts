import type { JournalEntry } from '../../../ports/journal-entry.ts'
import { awaits, dispositionOf, dispositionText } from '../receipts.ts'
import type { JournalRow } from './tables.ts'
import { storedText, textOf } from './text.ts'

/** What an entry is read from. */
export const ENTRY_COLUMNS = [
  ...(['journal.contact', 'journal.direction', 'journal.content_type', 'journal.arrived_at', 'journal.message_id'] as const),
  ...(['journal.disposition', 'journal.state', 'journal.timestamp', 'journal.content'] as const),
] as const

export function entryOf(row: Omit<JournalRow, 'account' | 'sequence' | 'awaits'>): JournalEntry {
  return {
    contact: row.contact,
    direction: row.direction,
    contentType: row.content_type,
    content: textOf(row.content),
    arrivedAt: row.arrived_at,
    messageId: row.message_id,
    disposition: dispositionOf(row.disposition),
    state: row.state,
    timestamp: row.timestamp,
  }
}

export function journalRow(account: number, sequence: number, entry: JournalEntry): JournalRow {
  return {
    account,
    sequence,
    awaits: awaits(entry),
    contact: entry.contact,
    direction: entry.direction,
    content_type: entry.contentType,
    arrived_at: entry.arrivedAt,
    message_id: entry.messageId,
    disposition: dispositionText(entry.disposition),
    state: entry.state,
    timestamp: entry.timestamp,
    content: storedText(entry.content),
  }
}
