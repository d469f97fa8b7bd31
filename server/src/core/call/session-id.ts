import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * The session id of an incoming call: MD5 of the SIP Call-ID in hex, printed 8-4-4-4-12. Push servers compute the same value, so that apps can
 * match a push with the call (sylkrtc-protocol §3.3).
 */
export function sessionIdOf(callId: string): string {
  const hex = bytesToHex(md5(utf8ToBytes(callId)))
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
