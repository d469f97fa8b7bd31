import type { JournalEntry } from './journal-entry.ts'

/** A change of one account's journal. Accounts and contacts are addresses of record in lower case. */
export type JournalOperation =
  | { readonly operation: 'append'; readonly account: string; readonly entry: JournalEntry }
  /** Only a place in the journal that a client may go on from: for what is passed on and not kept. */
  | { readonly operation: 'position'; readonly account: string; readonly messageId: string; readonly arrivedAt: number }
  | AdvanceOperation
  /** Empties the disposition of every entry with that contact; null stays null. */
  | { readonly operation: 'clear-dispositions'; readonly account: string; readonly contact: string }
  | RemoveOperation
  | RemoveConversationOperation

/** Moves an entry on to `state`, unless its state is not one of `from`: then nothing of this happens. */
export interface AdvanceOperation {
  readonly operation: 'advance'
  readonly account: string
  readonly messageId: string
  readonly state: string | null
  readonly from: readonly (string | null)[]
  /** `clear` empties the disposition, `delivered` takes `positive-delivery` out of it; null stays null. */
  readonly disposition: 'keep' | 'clear' | 'delivered'
}

/** Removes an entry where it is as `where` says, and then does what belongs to that. */
export interface RemoveOperation {
  readonly operation: 'remove'
  readonly account: string
  readonly messageId: string
  readonly where: { readonly contact?: string; readonly direction?: JournalEntry['direction'] }
  /** Only if something was removed. */
  readonly ifRemoved: readonly JournalOperation[]
}

/** Removes the entries with that contact, or all where it is null, which came no later than `upTo` (ms since the epoch), or all where that is null. */
interface RemoveConversationOperation {
  readonly operation: 'remove-conversation'
  readonly account: string
  readonly contact: string | null
  readonly upTo: number | null
}

/** What came of an operation; which it can be depends on the operation. */
export type JournalOutcome =
  /** Of append and position. Sequences of one account only grow, and are never used again. */
  | { readonly outcome: 'appended'; readonly sequence: number }
  /** Of append and position: that account has or had something of this id. */
  | { readonly outcome: 'duplicate' }
  /** Of append and position: nothing is kept for that account. */
  | { readonly outcome: 'no-storage' }
  /** Of advance. */
  | { readonly outcome: 'changed' | 'unchanged' }
  /** Of advance and remove: there is no such entry. */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'cleared'; readonly count: number }
  /** Of remove, with what came of `ifRemoved`. */
  | { readonly outcome: 'removed'; readonly entry: JournalEntry; readonly outcomes: readonly JournalOutcome[] }
  /** `transfers` are those of them that announced a file, which can go as well. */
  | { readonly outcome: 'conversation-removed'; readonly count: number; readonly transfers: readonly JournalEntry[] }
