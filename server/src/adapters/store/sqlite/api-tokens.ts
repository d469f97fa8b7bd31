import type { Database, Statement } from 'better-sqlite3'
import type { ApiTokens } from '../../../ports/api-tokens.ts'
import { checkNames, checkTime } from '../bounds.ts'
import type { ApiTokenRow } from '../rows.ts'
import { tokenDigest } from '../token-digest.ts'
import type { GroupCommit } from './group-commit.ts'
import { queries } from './tables.ts'

const NOTHING = new Uint8Array()

export class SqliteApiTokens implements ApiTokens {
  readonly #commits: GroupCommit
  readonly #add: Statement<[digest: Uint8Array, account: string, expiresAt: number]>
  readonly #keep: Statement<[account: string, sameAccount: string, keep: number]>
  readonly #get: Statement<[digest: Uint8Array], Pick<ApiTokenRow, 'account' | 'expires_at'>>
  readonly #expiries: Statement<[account: string], Pick<ApiTokenRow, 'expires_at'>>
  readonly #revoke: Statement<[account: string]>
  readonly #expire: Statement<[now: number]>

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    const row = { digest: NOTHING, account: '', expires_at: 0 }
    this.#add = database.prepare(queries.replaceInto('api_token').values(row).compile().sql)
    const ofAccount = queries.selectFrom('api_token').where('account', '=', '')
    const kept = ofAccount.select('digest').orderBy('expires_at', 'desc').limit(0)
    const revoke = queries.deleteFrom('api_token').where('account', '=', '')
    this.#keep = database.prepare(revoke.where('digest', 'not in', kept).compile().sql)
    const get = queries.selectFrom('api_token').select(['account', 'expires_at']).where('digest', '=', NOTHING)
    this.#get = database.prepare(get.compile().sql)
    this.#expiries = database.prepare(ofAccount.select('expires_at').orderBy('expires_at').compile().sql)
    this.#revoke = database.prepare(revoke.compile().sql)
    this.#expire = database.prepare(queries.deleteFrom('api_token').where('expires_at', '<=', 0).compile().sql)
  }

  async add(account: string, token: string, expiresAt: number, keep: number): Promise<void> {
    checkNames('API token', [account, token])
    checkTime('API token', expiresAt)
    await this.#commits.run(() => {
      this.#add.run(tokenDigest(token), account, expiresAt)
      this.#keep.run(account, account, keep)
    })
  }

  isValid(account: string, token: string, now: number): Promise<boolean> {
    return this.#commits.read(() => {
      const row = this.#get.get(tokenDigest(token))
      return row !== undefined && row.account === account && row.expires_at > now
    })
  }

  expiries(account: string): Promise<readonly number[]> {
    return this.#commits.read(() => this.#expiries.all(account).map((row) => row.expires_at))
  }

  revoke(account: string): Promise<number> {
    return this.#commits.run(() => this.#revoke.run(account).changes)
  }

  expire(now: number): Promise<number> {
    return this.#commits.run(() => this.#expire.run(now).changes)
  }
}
