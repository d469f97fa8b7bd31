import type { ApiTokens } from '../../../ports/api-tokens.ts'
import { checkNames, checkTime } from '../bounds.ts'
import { tokenDigest } from '../token-digest.ts'
import type { PostgresDatabase } from './database.ts'

export class PostgresApiTokens implements ApiTokens {
  readonly #database: PostgresDatabase

  constructor(database: PostgresDatabase) {
    this.#database = database
  }

  async add(account: string, token: string, expiresAt: number, keep: number): Promise<void> {
    checkNames('API token', [account, token])
    checkTime('API token', expiresAt)
    const owner = { account, expires_at: expiresAt }
    await this.#database.transact(async (transaction) => {
      await transaction
        .insertInto('api_token')
        .values({ digest: tokenDigest(token), ...owner })
        .onConflict((same) => same.column('digest').doUpdateSet(owner))
        .execute()
      const kept = transaction.selectFrom('api_token').select('digest').where('account', '=', account)
      await transaction
        .deleteFrom('api_token')
        .where('account', '=', account)
        .where('digest', 'not in', kept.orderBy('expires_at', 'desc').limit(keep))
        .execute()
    })
  }

  isValid(account: string, token: string, now: number): Promise<boolean> {
    return this.#database.run(async (database) => {
      const all = database.selectFrom('api_token').select(['account', 'expires_at'])
      const row = await all.where('digest', '=', tokenDigest(token)).executeTakeFirst()
      return row !== undefined && row.account === account && row.expires_at > now
    })
  }

  expiries(account: string): Promise<readonly number[]> {
    return this.#database.run(async (database) => {
      const all = database.selectFrom('api_token').select('expires_at').where('account', '=', account)
      return (await all.orderBy('expires_at').execute()).map((row) => row.expires_at)
    })
  }

  revoke(account: string): Promise<number> {
    return this.#database.run(async (database) => {
      const { numDeletedRows } = await database.deleteFrom('api_token').where('account', '=', account).executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    })
  }

  expire(now: number): Promise<number> {
    return this.#database.run(async (database) => {
      const { numDeletedRows } = await database.deleteFrom('api_token').where('expires_at', '<=', now).executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    })
  }
}
