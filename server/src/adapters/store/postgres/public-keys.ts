import type { PublicKey, PublicKeys } from '../../../ports/public-keys.ts'
import { checkNames, checkText, checkTime } from '../bounds.ts'
import type { PostgresDatabase } from './database.ts'
import { storedText, textOf } from './text.ts'

export class PostgresPublicKeys implements PublicKeys {
  readonly #database: PostgresDatabase

  constructor(database: PostgresDatabase) {
    this.#database = database
  }

  async put(account: string, { content, storedAt }: PublicKey): Promise<void> {
    checkNames('public key', [account])
    checkText('public key', content)
    checkTime('public key', storedAt)
    const key = { content: storedText(content), stored_at: storedAt }
    await this.#database.run((database) =>
      database
        .insertInto('public_key')
        .values({ account, ...key })
        .onConflict((same) => same.column('account').doUpdateSet(key))
        .execute(),
    )
  }

  get(account: string): Promise<PublicKey | null> {
    return this.#database.run(async (database) => {
      const row = await database.selectFrom('public_key').selectAll().where('account', '=', account).executeTakeFirst()
      return row === undefined ? null : { content: textOf(row.content), storedAt: row.stored_at }
    })
  }

  remove(account: string): Promise<boolean> {
    return this.#database.run(async (database) => {
      const { numDeletedRows } = await database.deleteFrom('public_key').where('account', '=', account).executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    })
  }
}
