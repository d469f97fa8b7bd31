import type { PushToken, PushTokens } from '../../../ports/push-tokens.ts'
import { checkPushToken, pushTokenOf, pushTokenRow } from '../push-token-row.ts'
import type { PostgresDatabase } from './database.ts'

export class PostgresPushTokens implements PushTokens {
  readonly #database: PostgresDatabase

  constructor(database: PostgresDatabase) {
    this.#database = database
  }

  async put(account: string, token: PushToken): Promise<void> {
    checkPushToken(account, token)
    const row = pushTokenRow(account, token)
    await this.#database.run((database) =>
      database
        .insertInto('push_token')
        .values(row)
        .onConflict((same) => same.columns(['account', 'app_id', 'device_id']).doUpdateSet(row))
        .execute(),
    )
  }

  all(account: string): Promise<readonly PushToken[]> {
    return this.#database.run(async (database) => {
      const all = database.selectFrom('push_token').selectAll().where('account', '=', account)
      return (await all.orderBy('app_id').orderBy('device_id').execute()).map(pushTokenOf)
    })
  }

  remove(
    account: string,
    device: { readonly appId: string; readonly deviceId: string; readonly token?: string },
  ): Promise<boolean> {
    return this.#database.run(async (database) => {
      const { appId, deviceId, token } = device
      const ofApp = database.deleteFrom('push_token').where('account', '=', account).where('app_id', '=', appId)
      const ofDevice = ofApp.where('device_id', '=', deviceId)
      const removal = token === undefined ? ofDevice : ofDevice.where('token', '=', token)
      return (await removal.executeTakeFirstOrThrow()).numDeletedRows > 0n
    })
  }

  removeAll(account: string): Promise<number> {
    return this.#database.run(async (database) => {
      const { numDeletedRows } = await database.deleteFrom('push_token').where('account', '=', account).executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    })
  }
}
