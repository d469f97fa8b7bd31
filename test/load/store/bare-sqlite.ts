import type { Database, Statement } from 'better-sqlite3'
import { openDatabase } from '../../../server/src/adapters/store/sqlite/database.ts'
import { journalKey, journalRow, lastJournalKey } from '../../../server/src/adapters/store/sqlite/journal-row.ts'
import type { BareEntry, BareInsert } from './bare-insert.ts'

type Values = (string | number | null)[]

/** A file of its own, with the store's schema and settings. */
export class BareSqlite implements BareInsert {
  readonly #database: Database
  readonly #position: Statement<[...Values]>
  readonly #read: Statement<[after: number, last: number, limit: number], unknown>
  #journal: Statement<[...Values]> | null = null

  constructor(path: string) {
    this.#database = openDatabase(path)
    this.#position = this.#database.prepare(
      'insert into position (message_id, account, sequence, arrived_at) values (?, ?, ?, ?)',
    )
    this.#read = this.#database.prepare('select * from journal where key > ? and key <= ? order by key limit ?')
  }

  async insert(entries: readonly BareEntry[]): Promise<void> {
    this.#database.exec('begin immediate')
    for (const { account, sequence, entry } of entries) {
      const row = { ...journalRow(account, sequence, entry) }
      this.#journal ??= this.#prepare(Object.keys(row))
      this.#position.run(entry.messageId, account, sequence, entry.arrivedAt)
      this.#journal.run(...Object.values<string | number | null>(row))
    }
    this.#database.exec('commit')
  }

  async read(account: number, limit: number): Promise<readonly unknown[]> {
    return this.#read.all(journalKey(account, 0), lastJournalKey(account), limit)
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  #prepare(columns: readonly string[]): Statement<[...Values]> {
    return this.#database.prepare(`insert into journal (${columns}) values (${columns.map(() => '?')})`)
  }
}
