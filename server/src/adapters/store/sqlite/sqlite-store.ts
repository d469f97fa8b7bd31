import { randomBytes } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import type { LocationDecision, Store, StoredBinding } from '../../../ports/store.ts'
import { BindingTable } from './binding-table.ts'
import { openDatabase } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { queries, type SecretRow } from './tables.ts'

const SECRET_BYTES = 32
/** Bindings that are looked at in one turn of the event loop; that takes 1 ms, or 5 where all have expired. */
const ROWS_AT_ONCE = 1000

/** The store in one SQLite file. */
export class SqliteStore implements Store {
  readonly #database: Database
  readonly #commits: GroupCommit
  readonly #bindings: BindingTable
  readonly #addSecret: Statement<[name: string, value: Uint8Array]>
  readonly #secret: Statement<[name: string], SecretRow>

  /** Makes the file where there is none. Throws Error where it cannot be used. */
  constructor(path: string) {
    this.#database = openDatabase(path)
    this.#commits = new GroupCommit(this.#database)
    this.#bindings = new BindingTable(this.#database)
    const none = { name: '', value: new Uint8Array() }
    this.#addSecret = this.#database.prepare(queries.insertInto('secret').orIgnore().values(none).compile().sql)
    this.#secret = this.#database.prepare(queries.selectFrom('secret').selectAll().where('name', '=', '').compile().sql)
  }

  update<Outcome>(address: string, decide: (current: readonly StoredBinding[]) => LocationDecision<Outcome>): Promise<Outcome> {
    return this.#commits.run(() => {
      const { change, outcome } = decide(this.#bindings.all(address))
      if (change !== null) this.#bindings.apply(address, change)
      return outcome
    })
  }

  async bindings(address: string, now: number): Promise<readonly StoredBinding[]> {
    return this.#bindings.alive(address, now)
  }

  async expire(now: number): Promise<number> {
    let total = 0
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after
      const { count, next } = await this.#commits.run(() => this.#bindings.expire(now, from, ROWS_AT_ONCE))
      total += count
      after = next
    }
    return total
  }

  secret(name: string): Promise<Uint8Array> {
    return this.#commits.run(() => {
      this.#addSecret.run(name, randomBytes(SECRET_BYTES))
      const row = this.#secret.get(name)
      if (row === undefined) throw new Error('a secret was not kept')
      return new Uint8Array(row.value)
    })
  }

  async close(): Promise<void> {
    this.#commits.close()
    this.#database.close()
  }
}
