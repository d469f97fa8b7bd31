import type { Database, Statement } from 'better-sqlite3'
import type { StoredBinding, StoredBindingChange } from '../../../ports/location.ts'
import { bindingOf, bindingRow } from '../binding-row.ts'
import type { BindingRow } from '../rows.ts'
import { queries } from './tables.ts'

type Values = readonly (string | number | null)[]

/** What is bound to a statement when it runs; when it is compiled, only that there is a value counts. */
const TEXT = ''
const NUMBER = 0

/** Statements that are prepared once. All are synchronous; who calls them minds the transaction. */
export class BindingTable {
  readonly #all: Statement<[address: string], BindingRow>
  readonly #alive: Statement<[address: string, now: number], BindingRow>
  readonly #put: Statement<[...Values]>
  readonly #remove: Statement<[address: string, key: string]>
  readonly #further: Statement<[after: string, limit: number, offset: number], Pick<BindingRow, 'address'>>
  readonly #expire: Statement<[after: string, upTo: string, now: number]>
  readonly #expireRest: Statement<[after: string, now: number]>

  constructor(database: Database) {
    const ofAddress = queries.selectFrom('binding').selectAll().where('address', '=', TEXT)
    this.#all = database.prepare(ofAddress.compile().sql)
    this.#alive = database.prepare(ofAddress.where('expires_at', '>', NUMBER).orderBy('q', 'desc').compile().sql)
    this.#put = database.prepare(queries.replaceInto('binding').values(bindingRow(TEXT, EXAMPLE)).compile().sql)
    this.#remove = database.prepare(
      queries.deleteFrom('binding').where('address', '=', TEXT).where('key', '=', TEXT).compile().sql,
    )
    const further = queries.selectFrom('binding').select('address').where('address', '>', TEXT).orderBy('address')
    this.#further = database.prepare(further.limit(NUMBER).offset(NUMBER).compile().sql)
    const expired = (bounds: readonly ('>' | '<=')[]) => {
      const all = bounds.reduce((query, bound) => query.where('address', bound, TEXT), queries.deleteFrom('binding'))
      return all.where('expires_at', '<=', NUMBER).compile().sql
    }
    this.#expire = database.prepare(expired(['>', '<=']))
    this.#expireRest = database.prepare(expired(['>']))
  }

  /** Expired ones as well. */
  all(address: string): StoredBinding[] {
    return this.#all.all(address).map(bindingOf)
  }

  /** The highest q first. */
  alive(address: string, now: number): StoredBinding[] {
    return this.#alive.all(address, now).map(bindingOf)
  }

  apply(address: string, { remove, put }: StoredBindingChange): void {
    for (const key of remove) this.#remove.run(address, key)
    for (const binding of put) this.#put.run(...Object.values<string | number | null>({ ...bindingRow(address, binding) }))
  }

  /**
   * Removes what has expired among the next `rows` or so of the addresses behind `after`. An index would find them faster, and cost each registration
   * 13 µs of 32.
   */
  expire(now: number, after: string, rows: number): { readonly count: number; readonly next: string | null } {
    const last = this.#further.get(after, 1, rows)?.address ?? null
    const { changes } = last === null ? this.#expireRest.run(after, now) : this.#expire.run(after, last, now)
    return { count: changes, next: last }
  }
}

const EXAMPLE: StoredBinding = {
  ...{ key: TEXT, uri: TEXT, parameters: TEXT, q: NUMBER, expiresAt: NUMBER, callId: TEXT, cseq: NUMBER, path: [] },
  flow: { transport: 'udp', address: TEXT, port: NUMBER },
}
