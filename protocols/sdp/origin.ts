// The origin of a session description (RFC 8866 §5.2), by which the versions of one are told apart: `o=- 3724394400 3724394405 IN IP4 198.51.100.1`.
import { SdpError } from './sdp-error.ts'

export interface SdpOrigin {
  /** `-` where there is none. */
  readonly username: string
  /** Decimal digits: they may say more than a number can. */
  readonly sessionId: string
  /** Decimal digits. */
  readonly version: string
  /** `IN`. */
  readonly network: string
  /** `IP4` or `IP6`. */
  readonly addressType: string
  readonly address: string
}

const ORIGIN = /^(\S+) +(\d{1,20}) +(\d{1,20}) +(\S+) +(\S+) +(\S+) *$/

/** The value of an `o=` line; null where it is none. */
export function parseOrigin(text: string): SdpOrigin | null {
  const [whole, username = '', sessionId = '', version = '', network = '', addressType = '', address = ''] =
    ORIGIN.exec(text) ?? []
  return whole === undefined ? null : { username, sessionId, version, network, addressType, address }
}

/** The value of an `o=` line. Throws SdpError where a part would not stay that part. */
export function printOrigin(origin: SdpOrigin): string {
  const { username, sessionId, version, network, addressType, address } = origin
  const text = [username, sessionId, version, network, addressType, address].join(' ')
  const again = parseOrigin(text)
  if (again?.username !== username || again.sessionId !== sessionId || again.version !== version || again.address !== address)
    throw new SdpError('bad-value', 'an origin has a part that cannot stand there')
  return text
}

/** The origin of the next description of the same session: RFC 3264 §8 has its version one higher. */
export function nextOrigin(origin: SdpOrigin): SdpOrigin {
  return { ...origin, version: String(BigInt(origin.version) + 1n) }
}
