import type { Database, Statement } from 'better-sqlite3'
import { sql } from 'kysely'
import type { JournalEntry } from '../../../ports/journal-entry.ts'
import { TRANSFER } from '../receipts.ts'
import { ENTRY_COLUMNS, type EntryColumns, entryOf, journalKey, lastJournalKey } from './journal-row.ts'
import { type JournalRow, queries } from './tables.ts'

const TEXT = ''
const NUMBER = 0

interface Removed {
  readonly count: number
  /** Those of them that announced a file. */
  readonly transfers: readonly JournalEntry[]
}

/** How entries leave the journals. All is synchronous; who calls it minds the transaction. */
export class JournalRemoval {
  readonly #one: Statement<[key: number]>
  readonly #with: Statement<[account: number, contact: string, upTo: number]>
  readonly #transfersWith: Statement<[account: number, contact: string, upTo: number], EntryColumns>
  readonly #between: Statement<[after: number, last: number, upTo: number]>
  readonly #transfersBetween: Statement<[after: number, last: number, upTo: number], EntryColumns>
  readonly #first: Statement<[after: number, last: number, limit: number], Pick<JournalRow, 'key' | 'arrived_at'>>

  constructor(database: Database) {
    // The index leads with what an entry waits for.
    const any = sql<boolean>`awaits in (0, 1, 2)`
    const removal = queries.deleteFrom('journal')
    this.#one = database.prepare(removal.where('key', '=', NUMBER).compile().sql)
    const withContact = removal.where('account', '=', NUMBER).where(any).where('contact', '=', TEXT)
    this.#with = database.prepare(withContact.where('arrived_at', '<=', NUMBER).compile().sql)
    const between = removal.where('key', '>', NUMBER).where('key', '<=', NUMBER)
    this.#between = database.prepare(between.where('arrived_at', '<=', NUMBER).compile().sql)
    const transfers = queries.selectFrom('journal').select(ENTRY_COLUMNS)
    const isTransfer = sql<boolean>`content_type = ${sql.lit(TRANSFER)}`
    const transfersWith = transfers.where('account', '=', NUMBER).where(any).where('contact', '=', TEXT)
    this.#transfersWith = database.prepare(transfersWith.where('arrived_at', '<=', NUMBER).where(isTransfer).compile().sql)
    const transfersBetween = transfers.where('key', '>', NUMBER).where('key', '<=', NUMBER)
    this.#transfersBetween = database.prepare(transfersBetween.where('arrived_at', '<=', NUMBER).where(isTransfer).compile().sql)
    const first = queries.selectFrom('journal').select(['key', 'arrived_at']).where('key', '>', NUMBER).where('key', '<=', NUMBER)
    this.#first = database.prepare(first.orderBy('key').limit(NUMBER).compile().sql)
  }

  one(account: number, sequence: number): void {
    this.#one.run(journalKey(account, sequence))
  }

  /** What came no later than `upTo` from or to that contact, or anybody where that is null. */
  conversation(account: number, contact: string | null, upTo: number): Removed {
    if (contact === null) {
      const range = [journalKey(account, 0), lastJournalKey(account), upTo] as const
      const transfers = this.#transfersBetween.all(...range).map(entryOf)
      return { transfers, count: this.#between.run(...range).changes }
    }
    const transfers = this.#transfersWith.all(account, contact, upTo).map(entryOf)
    return { transfers, count: this.#with.run(account, contact, upTo).changes }
  }

  /**
   * Removes what came before that time from the beginning of the account's journal, at most `rows` of it. `done` is false where there may be more.
   * What stands behind something younger waits for that, so that nothing that stays needs to be looked at.
   */
  expire(account: number, before: number, rows: number): { readonly count: number; readonly done: boolean } {
    const first = this.#first.all(journalKey(account, 0), lastJournalKey(account), rows)
    const firstToStay = first.findIndex((row) => row.arrived_at >= before)
    const expired = firstToStay === -1 ? first : first.slice(0, firstToStay)
    const last = expired.at(-1)
    if (last !== undefined) this.#between.run(journalKey(account, 0), last.key, before)
    return { count: expired.length, done: expired.length < rows }
  }
}
