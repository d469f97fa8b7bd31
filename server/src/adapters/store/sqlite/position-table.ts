import type { Database, Statement } from 'better-sqlite3'
import { sql } from 'kysely'
import { queries } from './tables.ts'

const TEXT = ''
const NUMBER = 0

/**
 * Where in each account's journal a message id belongs, also when there is no entry. The table is in the order of the ids, which are random: so the two
 * sides of a message are written to one place of the disk, and what is in one account's journal is not looked for here.
 * All is synchronous; who calls it minds the transaction.
 */
export class PositionTable {
  readonly #add: Statement<[messageId: string, account: number, sequence: number, arrivedAt: number]>
  readonly #sequence: Statement<[messageId: string, account: number], { readonly sequence: number }>
  readonly #further: Statement<[after: string, limit: number, offset: number], { readonly messageId: string }>
  readonly #expire: Statement<[after: string, upTo: string, before: number]>
  readonly #expireRest: Statement<[after: string, before: number]>

  constructor(database: Database) {
    const row = { message_id: TEXT, account: NUMBER, sequence: NUMBER, arrived_at: NUMBER }
    this.#add = database.prepare(queries.insertInto('position').orIgnore().values(row).compile().sql)
    const one = queries.selectFrom('position').select('sequence').where('message_id', '=', TEXT).where('account', '=', NUMBER)
    this.#sequence = database.prepare(one.compile().sql)
    const further = queries.selectFrom('position').select('message_id as messageId').where('message_id', '>', TEXT)
    this.#further = database.prepare(further.orderBy('message_id').limit(NUMBER).offset(NUMBER).compile().sql)
    const expired = sql<boolean>`(arrived_at < ${NUMBER} or account not in (select id from account))`
    const behind = queries.deleteFrom('position').where('message_id', '>', TEXT)
    this.#expire = database.prepare(behind.where('message_id', '<=', TEXT).where(expired).compile().sql)
    this.#expireRest = database.prepare(behind.where(expired).compile().sql)
  }

  /** False where the id has a place there already: that stays. */
  add(account: number, messageId: string, sequence: number, arrivedAt: number): boolean {
    return this.#add.run(messageId, account, sequence, arrivedAt).changes > 0
  }

  sequence(account: number, messageId: string): number | null {
    return this.#sequence.get(messageId, account)?.sequence ?? null
  }

  /**
   * Removes what came before that time, or belongs to an account that is gone, among the next `rows` or so of the ids behind `after`; gives back the last
   * of these, null at the end.
   */
  expire(before: number, after: string, rows: number): string | null {
    const last = this.#further.get(after, 1, rows)?.messageId ?? null
    if (last === null) this.#expireRest.run(after, before)
    else this.#expire.run(after, last, before)
    return last
  }
}
