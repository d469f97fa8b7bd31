import type { JournalEntry } from './journal-entry.ts'
import type { JournalOperation, JournalOutcome } from './journal-operation.ts'

/** Where a page of a journal begins (sylkrtc-protocol §6.1), and how long it may be. */
export interface PageStart {
  /** Behind the place of this message id, even if its entry was removed. Null, and an id that is not known, mean: by `since`. */
  readonly after: string | null
  /** With what came then or later, a minute of slack included (ms since the epoch); null: with the first there is. */
  readonly since: number | null
  /** Most entries of the page, at least 1. */
  readonly limit: number
}

export interface JournalPage {
  /** In the order in which they were appended. */
  readonly entries: readonly JournalEntry[]
  /** True where there are entries behind these. */
  readonly more: boolean
}

/** What was said to and by each account, as its devices will read it. */
export interface Journals {
  /**
   * Carries out all of them, in this order, or none. Resolves with what came of each, in the same order, once it is on disk.
   * Rejects with Refusal `backend-refused` where it could not be written, or something in it is longer than a store takes; nothing has happened then.
   */
  apply(operations: readonly JournalOperation[]): Promise<readonly JournalOutcome[]>
  page(account: string, start: PageStart): Promise<JournalPage>
  entry(account: string, messageId: string): Promise<JournalEntry | null>
  /** What is on its way (state `pending`), in the order in which it was appended, at most `limit`. */
  pending(account: string, limit: number): Promise<readonly JournalEntry[]>
  /** Incoming text and file transfers that wait for a receipt of their having been displayed (sylkrtc-protocol §5.1). */
  unread(account: string): Promise<number>
  /** From now on, messages are kept for this account. It may have been so before. */
  activate(account: string): Promise<void>
  isActive(account: string): Promise<boolean>
  /** Removes what came before that time (ms since the epoch), and the places of it. Resolves with how many entries that were. */
  expire(before: number): Promise<number>
  /** Forgets the journal as if it had never been; resolves with false where there was none. */
  remove(account: string): Promise<boolean>
}
