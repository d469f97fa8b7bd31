import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { Refusal } from '../../../ports/refusal.ts'
import { isAway, refusalOf } from './failures.ts'
import { migrate } from './migrations.ts'
import type { Tables } from './tables.ts'

/** Connections at most. Each kind of change takes one at a time; the rest is for reading. */
const CONNECTIONS = 8
/** ms to wait for a connection, and for a statement. */
const CONNECTING = 5000
const STATEMENT = 30_000
/** What each connection is set to, whatever the server's configuration says. A commit is on disk before it is acknowledged. */
const SETTINGS = [
  'synchronous_commit=on',
  'client_encoding=UTF8',
  `lock_timeout=${STATEMENT / 2}`,
  'idle_in_transaction_session_timeout=60000',
]
/** Type `bigint` in the catalogue (pg_type). */
const BIGINT = 20
/** ms between looks at what has become of a transaction, and how many of them. */
const FATE_LOOK = 200
const FATE_LOOKS = 25

export type WeftTransaction = Transaction<Tables>

/** One database, however many connections to it there are, and how what goes wrong there is told. */
export class PostgresDatabase {
  readonly #pool: pg.Pool
  readonly #kysely: Kysely<Tables>
  readonly #underWay = new Set<Promise<unknown>>()
  #closed: Promise<void> | null = null

  private constructor(pool: pg.Pool) {
    this.#pool = pool
    this.#kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  }

  /** `url` as in libpq's documentation, 34.1.1.2. Throws Error, which does not show the password, where the database cannot be used. */
  static async open(url: string): Promise<PostgresDatabase> {
    const pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECTING,
      statement_timeout: STATEMENT,
      application_name: 'weft',
      options: SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      types: { getTypeParser: (type, format) => (type === BIGINT ? integer : pg.types.getTypeParser(type, format)) },
    })
    // A connection that breaks: who is waiting for it is told otherwise, and the pool makes a new one when one is needed.
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', () => {}))
    const database = new PostgresDatabase(pool)
    try {
      await database.#check()
      await migrate(database.#kysely)
      return database
    } catch (error) {
      await database.close()
      throw new Error(`the PostgreSQL database cannot be used: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Resolves with what `work` resolves with; rejects with Refusal where the database does not do it. */
  run<Result>(work: (database: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return this.#minded(async () => {
      try {
        return await work(this.#kysely)
      } catch (error) {
        throw refusalOf(error)
      }
    })
  }

  /**
   * The same in a transaction, which is on disk when it resolves, and has not happened where it rejects. If the connection breaks while it commits, the
   * server is asked what has become of it; only if that does not come back in time nobody can say.
   */
  transact<Result>(work: (transaction: WeftTransaction) => Promise<Result>): Promise<Result> {
    return this.#minded(async () => {
      const committing: { readonly id: string; readonly result: Result }[] = []
      try {
        return await this.#kysely.transaction().execute(async (transaction) => {
          const result = await work(transaction)
          const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(transaction)
          for (const { id } of rows) committing.push({ id, result })
          return result
        })
      } catch (error) {
        for (const { id, result } of committing) if (await this.#hasCommitted(id)) return result
        throw refusalOf(error)
      }
    })
  }

  /** Takes nothing more, and waits for what is under way. May be called again. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#underWay).then(() => this.#pool.end())
    return this.#closed
  }

  async #minded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed !== null) throw new Refusal('backend-away', 'the store is closed')
    const promise = work()
    this.#underWay.add(promise)
    try {
      return await promise
    } finally {
      this.#underWay.delete(promise)
    }
  }

  async #hasCommitted(id: string): Promise<boolean> {
    for (let look = 0; look < FATE_LOOKS; look++) {
      try {
        const question = sql<{ status: string | null }>`select pg_xact_status(${id}::xid8) as status`
        const status = (await question.execute(this.#kysely)).rows[0]?.status
        if (status !== 'in progress') return status === 'committed'
      } catch (error) {
        if (!isAway(error)) throw refusalOf(error)
      }
      await pause(FATE_LOOK)
    }
    return false
  }

  /** What cannot be kept in a database of another encoding must not be found out with the first message that has such a character. */
  async #check(): Promise<void> {
    const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(this.#kysely)
    const encoding = rows[0]?.server_encoding
    if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding}, and Weft needs UTF8`)
  }
}

/** Throws RangeError where it is more than a number can say. */
function integer(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too big a number`)
  return value
}
