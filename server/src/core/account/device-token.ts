import type { PushToken } from '../../ports/push-tokens.ts'

/** What a client says of the device it runs on, for calls and messages that arrive while it sleeps (RFC 8599). */
export interface DeviceToken {
  readonly token: string
  readonly platform: string
  readonly device: string
  readonly silent: boolean
  readonly app: string
}

/** What some apps say when they log out (sylkrtc-protocol §8.1). */
const NO_TOKEN = 'None'

/** How a device is woken; null where nothing would come of it. iOS has two tokens, the first one for calls. */
export function pushTokenOf({ token, platform, device, silent, app }: DeviceToken, userAgent: string | null): PushToken | null {
  if (token === '' || token === NO_TOKEN || device === '' || app === '') return null
  const hyphen = platform.toLowerCase() === 'ios' ? token.indexOf('-') : -1
  return {
    ...{ appId: app, deviceId: device, platform, silent, userAgent: userAgent ?? '' },
    token: hyphen < 0 ? token : token.slice(0, hyphen),
    backgroundToken: hyphen < 0 ? null : token.slice(hyphen + 1),
  }
}
