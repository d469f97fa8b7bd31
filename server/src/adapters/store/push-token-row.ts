import type { PushToken } from '../../ports/push-tokens.ts'
import { checkLine, checkNames } from './bounds.ts'
import type { PushTokenRow } from './rows.ts'

/** UTF-16 units of a token. */
const MOST_OF_A_TOKEN = 8192

/** Throws Refusal where something of it cannot be stored. */
export function checkPushToken(
  account: string,
  { appId, deviceId, platform, userAgent, token, backgroundToken }: PushToken,
): void {
  checkNames('push token', [account, appId, deviceId])
  for (const line of [platform, userAgent]) checkLine('push token', line)
  for (const line of [token, backgroundToken ?? '']) checkLine('push token', line, MOST_OF_A_TOKEN)
}

/** Its values come in the order in which the statement was compiled: that of this function. */
export function pushTokenRow(account: string, token: PushToken): PushTokenRow {
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

export function pushTokenOf(row: PushTokenRow): PushToken {
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
