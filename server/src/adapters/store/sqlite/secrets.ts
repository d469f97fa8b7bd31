import { randomBytes } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import type { Secrets } from '../../../ports/secrets.ts'
import type { SecretRow } from '../rows.ts'
import type { GroupCommit } from './group-commit.ts'
import { queries } from './tables.ts'

const SECRET_BYTES = 32

export class SqliteSecrets implements Secrets {
  readonly #commits: GroupCommit
  readonly #add: Statement<[name: string, value: Uint8Array]>
  readonly #get: Statement<[name: string], SecretRow>

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    const none = { name: '', value: new Uint8Array() }
    this.#add = database.prepare(queries.insertInto('secret').orIgnore().values(none).compile().sql)
    this.#get = database.prepare(queries.selectFrom('secret').selectAll().where('name', '=', '').compile().sql)
  }

  secret(name: string): Promise<Uint8Array> {
    return this.#commits.run(() => {
      this.#add.run(name, randomBytes(SECRET_BYTES))
      const row = this.#get.get(name)
      if (row === undefined) throw new Error('a secret was not kept')
      return new Uint8Array(row.value)
    })
  }
}
