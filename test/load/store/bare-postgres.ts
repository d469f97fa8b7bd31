import pg from 'pg'
import { journalRow } from '../../../server/src/adapters/store/postgres/journal-row.ts'
import { PostgresStore } from '../../../server/src/adapters/store/postgres/postgres-store.ts'
import type { BareEntry, BareInsert } from './bare-insert.ts'

/** A database of its own, with the store's schema. The rows of a transaction go in one statement a table, many times as fast as one each. */
export class BarePostgres implements BareInsert {
  readonly #client: pg.Client

  private constructor(client: pg.Client) {
    this.#client = client
  }

  /** `url` names a database of the same server. */
  static async open(url: string): Promise<BarePostgres> {
    await ask(url, 'create database bare')
    const bare = url.replace(/\/[^/]*$/, '/bare')
    await (await PostgresStore.open(bare)).close()
    const client = new pg.Client(bare)
    await client.connect()
    await client.query('set synchronous_commit = on')
    return new BarePostgres(client)
  }

  async insert(entries: readonly BareEntry[]): Promise<void> {
    const rows = entries.map(({ account, sequence, entry }) => ({ ...journalRow(account, sequence, entry) }))
    const positions = rows.map(({ message_id, account, sequence, arrived_at }) => ({ message_id, account, sequence, arrived_at }))
    await this.#client.query('begin')
    await this.#insertInto('position', positions)
    await this.#insertInto('journal', rows)
    await this.#client.query('commit')
  }

  async read(account: number, limit: number): Promise<readonly unknown[]> {
    const question = 'select * from journal where account = $1 order by sequence limit $2'
    return (await this.#client.query(question, [account, limit])).rows
  }

  close(): Promise<void> {
    return this.#client.end()
  }

  async #insertInto(table: string, rows: readonly object[]): Promise<void> {
    let parameter = 0
    const values = rows.map((row) => `(${Object.keys(row).map(() => `$${++parameter}`)})`)
    const columns = Object.keys(rows[0] ?? {})
    await this.#client.query(
      `insert into ${table} (${columns}) values ${values}`,
      rows.flatMap((row) => Object.values(row)),
    )
  }
}

async function ask(url: string, question: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(question)
  await client.end()
}
