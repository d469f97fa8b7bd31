import type { Database, Statement } from 'better-sqlite3'
import { queries } from './tables.ts'

const TEXT = ''
const NUMBER = 0

/** Where in an account's journal each message id belongs, also when there is no entry. All is synchronous; who calls it minds the transaction. */
export class PositionTable {
  readonly #add: Statement<[account: number, messageId: string, sequence: number, arrivedAt: number]>
  readonly #sequence: Statement<[account: number, messageId: string], { readonly sequence: number }>
  readonly #since: Statement<[account: number, since: number], { readonly sequence: number | null }>
  readonly #further: Statement<[account: number, after: string, limit: number, offset: number], { readonly messageId: string }>
  readonly #expire: Statement<[account: number, after: string, upTo: string, before: number]>
  readonly #expireRest: Statement<[account: number, after: string, before: number]>
  readonly #removeAll: Statement<[account: number]>

  constructor(database: Database) {
    const row = { account: NUMBER, message_id: TEXT, sequence: NUMBER, arrived_at: NUMBER }
    this.#add = database.prepare(queries.insertInto('position').orIgnore().values(row).compile().sql)
    const ofAccount = queries.selectFrom('position').where('account', '=', NUMBER)
    this.#sequence = database.prepare(ofAccount.select('sequence').where('message_id', '=', TEXT).compile().sql)
    const first = ofAccount.select(({ fn }) => fn.min('sequence').as('sequence'))
    this.#since = database.prepare(first.where('arrived_at', '>=', NUMBER).compile().sql)
    const further = ofAccount.select('message_id as messageId').where('message_id', '>', TEXT).orderBy('message_id')
    this.#further = database.prepare(further.limit(NUMBER).offset(NUMBER).compile().sql)
    const removal = queries.deleteFrom('position').where('account', '=', NUMBER)
    const behind = removal.where('message_id', '>', TEXT)
    this.#expire = database.prepare(behind.where('message_id', '<=', TEXT).where('arrived_at', '<', NUMBER).compile().sql)
    this.#expireRest = database.prepare(behind.where('arrived_at', '<', NUMBER).compile().sql)
    this.#removeAll = database.prepare(removal.compile().sql)
  }

  /** False where the id has a place there already: that stays. */
  add(account: number, messageId: string, sequence: number, arrivedAt: number): boolean {
    return this.#add.run(account, messageId, sequence, arrivedAt).changes > 0
  }

  sequence(account: number, messageId: string): number | null {
    return this.#sequence.get(account, messageId)?.sequence ?? null
  }

  /** The place before the first of something that came then or later; null where nothing did. Takes some 6 ms for 100 000 places. */
  before(account: number, time: number): number | null {
    const first = this.#since.get(account, time)?.sequence ?? null
    return first === null ? null : first - 1
  }

  /** Removes what came before that time among the next `rows` of the account's ids behind `after`; gives back the last of these, null at the end. */
  expire(account: number, before: number, after: string, rows: number): string | null {
    const last = this.#further.get(account, after, 1, rows - 1)?.messageId ?? null
    if (last === null) this.#expireRest.run(account, after, before)
    else this.#expire.run(account, after, last, before)
    return last
  }

  removeAll(account: number): void {
    this.#removeAll.run(account)
  }
}
