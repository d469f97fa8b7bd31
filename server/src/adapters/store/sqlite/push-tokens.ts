import type { Database, Statement } from 'better-sqlite3'
import type { PushToken, PushTokens } from '../../../ports/push-tokens.ts'
import { checkPushToken, pushTokenOf, pushTokenRow } from '../push-token-row.ts'
import type { PushTokenRow } from '../rows.ts'
import type { GroupCommit } from './group-commit.ts'
import { queries } from './tables.ts'

const EXAMPLE: PushToken = {
  ...{ appId: '', deviceId: '', platform: '', silent: false, userAgent: '', token: '', backgroundToken: null },
}

export class SqlitePushTokens implements PushTokens {
  readonly #commits: GroupCommit
  readonly #put: Statement<[...(string | number | null)[]]>
  readonly #all: Statement<[account: string], PushTokenRow>
  readonly #remove: Statement<[account: string, appId: string, deviceId: string]>
  readonly #removeToken: Statement<[account: string, appId: string, deviceId: string, token: string]>
  readonly #removeAll: Statement<[account: string]>

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    this.#put = database.prepare(queries.replaceInto('push_token').values(pushTokenRow('', EXAMPLE)).compile().sql)
    const all = queries.selectFrom('push_token').selectAll().where('account', '=', '').orderBy('app_id').orderBy('device_id')
    this.#all = database.prepare(all.compile().sql)
    const ofAccount = queries.deleteFrom('push_token').where('account', '=', '')
    const ofDevice = ofAccount.where('app_id', '=', '').where('device_id', '=', '')
    this.#remove = database.prepare(ofDevice.compile().sql)
    this.#removeToken = database.prepare(ofDevice.where('token', '=', '').compile().sql)
    this.#removeAll = database.prepare(ofAccount.compile().sql)
  }

  async put(account: string, token: PushToken): Promise<void> {
    checkPushToken(account, token)
    const row = Object.values<string | number | null>({ ...pushTokenRow(account, token) })
    await this.#commits.run(() => this.#put.run(...row))
  }

  all(account: string): Promise<readonly PushToken[]> {
    return this.#commits.read(() => this.#all.all(account).map(pushTokenOf))
  }

  remove(
    account: string,
    device: { readonly appId: string; readonly deviceId: string; readonly token?: string },
  ): Promise<boolean> {
    const { appId, deviceId, token } = device
    return this.#commits.run(() => {
      const { changes } =
        token === undefined ? this.#remove.run(account, appId, deviceId) : this.#removeToken.run(account, appId, deviceId, token)
      return changes > 0
    })
  }

  removeAll(account: string): Promise<number> {
    return this.#commits.run(() => this.#removeAll.run(account).changes)
  }
}
