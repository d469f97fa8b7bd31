import type { Database, Statement } from 'better-sqlite3'
import { sql } from 'kysely'
import type { JournalEntry } from '../../../ports/journal-entry.ts'
import type { AdvanceOperation } from '../../../ports/journal-operation.ts'
import { AWAITS, type Awaits, awaits, dispositionOf, dispositionText, fateAfter } from '../receipts.ts'
import { ENTRY_COLUMNS, type EntryColumns, entryOf, journalKey, journalRow, lastJournalKey } from './journal-row.ts'
import { type JournalRow, queries } from './tables.ts'

const TEXT = ''
const NUMBER = 0
const EXAMPLE: JournalEntry = {
  ...{ contact: TEXT, direction: '', contentType: TEXT, content: TEXT, arrivedAt: NUMBER },
  ...{ messageId: TEXT, disposition: null, state: null, timestamp: TEXT },
}

/** What a change of the state is decided on. */
type FateColumns = Pick<JournalRow, 'state' | 'disposition' | 'direction' | 'content_type'>

/** The entries of all journals. All is synchronous; who calls it minds the transaction. */
export class JournalTable {
  readonly #append: Statement<[...(string | number | null)[]]>
  readonly #entry: Statement<[key: number], EntryColumns>
  readonly #page: Statement<[after: number, last: number, since: number, limit: number], EntryColumns>
  readonly #pending: Statement<[account: number, limit: number], EntryColumns>
  readonly #fate: Statement<[key: number], FateColumns>
  readonly #setFate: Statement<[state: string | null, disposition: string | null, awaits: Awaits, key: number]>
  readonly #clear: Statement<[account: number, contact: string]>
  readonly #unread: Statement<[account: number], { readonly count: number }>

  constructor(database: Database) {
    const example = journalRow(NUMBER, NUMBER, EXAMPLE)
    this.#append = database.prepare(queries.insertInto('journal').values(example).compile().sql)
    const entries = queries.selectFrom('journal').select(ENTRY_COLUMNS)
    this.#entry = database.prepare(entries.where('key', '=', NUMBER).compile().sql)
    const behind = entries.where('key', '>', NUMBER).where('key', '<=', NUMBER).where('arrived_at', '>=', NUMBER)
    this.#page = database.prepare(behind.orderBy('key').limit(NUMBER).compile().sql)
    const pending = entries.where('account', '=', NUMBER).where(sql<boolean>`state = 'pending'`)
    this.#pending = database.prepare(pending.orderBy('key').limit(NUMBER).compile().sql)
    const fate = queries.selectFrom('journal').select(['state', 'disposition', 'direction', 'content_type'])
    this.#fate = database.prepare(fate.where('key', '=', NUMBER).compile().sql)
    const change = queries.updateTable('journal').set({ state: TEXT, disposition: TEXT, awaits: AWAITS.nothing })
    this.#setFate = database.prepare(change.where('key', '=', NUMBER).compile().sql)
    const waiting = sql<boolean>`awaits in (1, 2)`
    const clear = queries.updateTable('journal').set({ disposition: sql`''`, awaits: sql`0` })
    this.#clear = database.prepare(clear.where('account', '=', NUMBER).where(waiting).where('contact', '=', TEXT).compile().sql)
    const unread = queries.selectFrom('journal').select(({ fn }) => fn.countAll<number>().as('count'))
    this.#unread = database.prepare(unread.where('account', '=', NUMBER).where(sql<boolean>`awaits = 2`).compile().sql)
  }

  append(account: number, sequence: number, entry: JournalEntry): void {
    this.#append.run(...Object.values<string | number | null>({ ...journalRow(account, sequence, entry) }))
  }

  entry(account: number, sequence: number): JournalEntry | null {
    const row = this.#entry.get(journalKey(account, sequence))
    return row === undefined ? null : entryOf(row)
  }

  /** In their order, the first `limit` behind that sequence of those that came at `since` or later. */
  page(account: number, after: number, since: number, limit: number): JournalEntry[] {
    return this.#page.all(journalKey(account, after), lastJournalKey(account), since, limit).map(entryOf)
  }

  pending(account: number, limit: number): JournalEntry[] {
    return this.#pending.all(account, limit).map(entryOf)
  }

  advance(account: number, sequence: number, operation: AdvanceOperation): 'changed' | 'unchanged' | 'unknown' {
    const key = journalKey(account, sequence)
    const row = this.#fate.get(key)
    if (row === undefined) return 'unknown'
    const { state, disposition, direction, content_type: contentType } = row
    const after = fateAfter({ state, disposition: dispositionOf(disposition), direction, contentType }, operation)
    if (after === null) return 'unchanged'
    this.#setFate.run(after.state, dispositionText(after.disposition), awaits(after), key)
    return 'changed'
  }

  /** How many that changed. */
  clearDispositions(account: number, contact: string): number {
    return this.#clear.run(account, contact).changes
  }

  unread(account: number): number {
    return this.#unread.get(account)?.count ?? 0
  }
}
