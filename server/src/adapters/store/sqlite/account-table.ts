import type { Database, Statement } from 'better-sqlite3'
import { queries } from './tables.ts'

/** Which accounts have a journal, and how far each has come. All is synchronous; who calls it minds the transaction. */
export class AccountTable {
  readonly #id: Statement<[address: string], { readonly id: number }>
  readonly #next: Statement<[address: string], Place>
  readonly #add: Statement<[address: string]>
  readonly #remove: Statement<[address: string]>
  readonly #behind: Statement<[id: number], { readonly id: number }>

  constructor(database: Database) {
    const byAddress = queries.selectFrom('account').select('id').where('address', '=', '')
    this.#id = database.prepare(byAddress.compile().sql)
    const step = queries.updateTable('account').set(({ eb }) => ({ last_sequence: eb('last_sequence', '+', eb.lit(1)) }))
    this.#next = database.prepare(step.where('address', '=', '').returning(['id', 'last_sequence as sequence']).compile().sql)
    this.#add = database.prepare(queries.insertInto('account').orIgnore().values({ address: '' }).compile().sql)
    this.#remove = database.prepare(queries.deleteFrom('account').where('address', '=', '').compile().sql)
    const behind = queries.selectFrom('account').select('id').where('id', '>', 0).orderBy('id')
    this.#behind = database.prepare(behind.limit(({ lit }) => lit(1)).compile().sql)
  }

  /** Null where nothing is kept for that account. */
  id(address: string): number | null {
    return this.#id.get(address)?.id ?? null
  }

  /** The place of what comes next, which nothing else will get; null where nothing is kept for that account. */
  next(address: string): Place | null {
    return this.#next.get(address) ?? null
  }

  add(address: string): void {
    this.#add.run(address)
  }

  remove(address: string): void {
    this.#remove.run(address)
  }

  /** The account with the next higher id; null behind the last. */
  behind(id: number): number | null {
    return this.#behind.get(id)?.id ?? null
  }
}

interface Place {
  /** Of the account. */
  readonly id: number
  readonly sequence: number
}
