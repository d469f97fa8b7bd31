import type { Database, Statement } from 'better-sqlite3'
import type { PublicKey, PublicKeys } from '../../../ports/public-keys.ts'
import { checkNames, checkText, checkTime } from '../bounds.ts'
import type { GroupCommit } from './group-commit.ts'
import { queries } from './tables.ts'

export class SqlitePublicKeys implements PublicKeys {
  readonly #commits: GroupCommit
  readonly #put: Statement<[account: string, content: string, storedAt: number]>
  readonly #get: Statement<[account: string], PublicKey>
  readonly #remove: Statement<[account: string]>

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    const row = { account: '', content: '', stored_at: 0 }
    this.#put = database.prepare(queries.replaceInto('public_key').values(row).compile().sql)
    const get = queries.selectFrom('public_key').select(['content', 'stored_at as storedAt']).where('account', '=', '')
    this.#get = database.prepare(get.compile().sql)
    this.#remove = database.prepare(queries.deleteFrom('public_key').where('account', '=', '').compile().sql)
  }

  async put(account: string, { content, storedAt }: PublicKey): Promise<void> {
    checkNames('public key', [account])
    checkText('public key', content)
    checkTime('public key', storedAt)
    await this.#commits.run(() => this.#put.run(account, content, storedAt))
  }

  get(account: string): Promise<PublicKey | null> {
    return this.#commits.read(() => this.#get.get(account) ?? null)
  }

  remove(account: string): Promise<boolean> {
    return this.#commits.run(() => this.#remove.run(account).changes > 0)
  }
}
