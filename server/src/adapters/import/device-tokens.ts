import type { PushToken } from '../../ports/push-tokens.ts'
import { isName } from './journal-record.ts'
import type { PickleValue } from './pickle.ts'

export interface DeviceTokens {
  readonly tokens: readonly { readonly account: string; readonly token: PushToken }[]
  /** Why the others cannot be taken. */
  readonly unusable: readonly string[]
}

/** What apps without a token register (sylkrtc-protocol §8.1). */
const NO_TOKEN = 'None'
/** Devices of everybody: a pickle can name the same dict again and again. */
const MOST_DEVICES = 1_000_000

/** The original's push tokens: a dict of accounts, each a dict of devices (sylkrtc-protocol §8.1). */
export function deviceTokens(value: PickleValue): DeviceTokens {
  if (!isDict(value)) return { tokens: [], unusable: ['no dict of accounts'] }
  const tokens: DeviceTokens['tokens'][number][] = []
  const unusable: string[] = []
  for (const [account, devices] of value) {
    if (!isName(account) || !isDict(devices)) unusable.push('an account without a dict of devices')
    else
      for (const device of devices.values()) {
        if (tokens.length + unusable.length === MOST_DEVICES)
          return { tokens, unusable: [...unusable, `more than ${MOST_DEVICES} devices`] }
        const token = pushToken(device)
        if (token === null) unusable.push('a device without an app, an id or a token')
        else tokens.push({ account: account.toLowerCase(), token })
      }
  }
  return { tokens, unusable }
}

function pushToken(device: PickleValue): PushToken | null {
  if (!isDict(device)) return null
  const text = (...names: string[]) => names.map((name) => device.get(name)).find(isName) ?? ''
  // Older versions called some of these otherwise.
  const [appId, deviceId, platform] = [text('app_id', 'app'), text('device_id'), text('platform')]
  const whole = text('token', 'device_token')
  if (appId === '' || deviceId === '' || whole === '' || whole === NO_TOKEN) return null
  const silent = ['1', 1, true].includes(asFlag(device.get('silent')))
  return { appId, deviceId, platform, silent, userAgent: text('user_agent'), ...split(platform, whole, text('background_token')) }
}

/** iOS has two tokens. Older versions kept them as one, and cut those of other platforms in two where they had a hyphen. */
function split(platform: string, token: string, background: string): Pick<PushToken, 'token' | 'backgroundToken'> {
  if (platform.toLowerCase() !== 'ios')
    return { token: background === '' ? token : `${token}-${background}`, backgroundToken: null }
  const hyphen = background === '' ? token.indexOf('-') : -1
  if (hyphen > 0) return { token: token.slice(0, hyphen), backgroundToken: token.slice(hyphen + 1) || null }
  return { token, backgroundToken: background || null }
}

function asFlag(value: PickleValue | undefined): string | number | boolean {
  return typeof value === 'object' || value === undefined ? false : value
}

function isDict(value: PickleValue | undefined): value is ReadonlyMap<PickleValue, PickleValue> {
  return value instanceof Map
}
