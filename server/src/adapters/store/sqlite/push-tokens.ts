import type { Database, Statement } from 'better-sqlite3'
import type { PushToken, PushTokens } from '../../../ports/push-tokens.ts'
import { checkLine, checkNames, checkText } from '../bounds.ts'
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
    this.#put = database.prepare(queries.replaceInto('push_token').values(rowOf('', EXAMPLE)).compile().sql)
    const all = queries.selectFrom('push_token').selectAll().where('account', '=', '').orderBy('app_id').orderBy('device_id')
    this.#all = database.prepare(all.compile().sql)
    const ofAccount = queries.deleteFrom('push_token').where('account', '=', '')
    const ofDevice = ofAccount.where('app_id', '=', '').where('device_id', '=', '')
    this.#remove = database.prepare(ofDevice.compile().sql)
    this.#removeToken = database.prepare(ofDevice.where('token', '=', '').compile().sql)
    this.#removeAll = database.prepare(ofAccount.compile().sql)
  }

  async put(account: string, token: PushToken): Promise<void> {
    checkNames('push token', [account, token.appId, token.deviceId])
    for (const text of [token.platform, token.userAgent]) checkLine('push token', text)
    for (const text of [token.token, token.backgroundToken]) checkText('push token', text ?? '')
    const row = Object.values<string | number | null>({ ...rowOf(account, token) })
    await this.#commits.run(() => this.#put.run(...row))
  }

  all(account: string): Promise<readonly PushToken[]> {
    return this.#commits.read(() => this.#all.all(account).map(tokenOf))
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

/** Its values come in the order in which the statement was compiled: that of this function. */
function rowOf(account: string, token: PushToken): PushTokenRow {
  return {
    account,
    app_id: token.appId,
    device_id: token.deviceId,
    platform: token.platform,
    silent: token.silent ? 1 : 0,
    user_agent: token.userAgent,
    token: token.token,
    background_token: token.backgroundToken,
  }
}

function tokenOf(row: PushTokenRow): PushToken {
  return {
    appId: row.app_id,
    deviceId: row.device_id,
    platform: row.platform,
    silent: row.silent === 1,
    userAgent: row.user_agent,
    token: row.token,
    backgroundToken: row.background_token,
  }
}
