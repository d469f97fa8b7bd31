import type { JournalEntry } from '../../../server/src/ports/journal-entry.ts'

/** What becomes a row of the journal and one of the message ids. */
export interface BareEntry {
  readonly account: number
  readonly sequence: number
  readonly entry: JournalEntry
}

/** What a store is measured against: a loop that inserts the same rows into the same tables, and asks nothing. */
export interface BareInsert {
  /** All of them in one transaction; on disk when it resolves. */
  insert(entries: readonly BareEntry[]): Promise<void>
  /** The first rows of that account's journal, as they are. */
  read(account: number, limit: number): Promise<readonly unknown[]>
  close(): Promise<void>
}
