import { md5 } from './md5.ts'

/**
 * The digest secret of an account in lower-case hex, `md5(user ":" realm ":" password)` (RFC 7616 §3.4.2): what the gateway
 * takes as a password, so that the clear text never leaves the device.
 * @param address the account, `user@domain`
 * @param realm the registrar's digest realm; the account's domain where it is not given
 */
export function ha1(address: string, password: string, realm?: string): string {
  const at = address.indexOf('@')
  const user = at < 0 ? address : address.slice(0, at)
  const domain = at < 0 ? '' : address.slice(at + 1)
  return md5(`${user}:${realm ?? domain}:${password}`)
}
