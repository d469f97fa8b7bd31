import { createHash } from 'node:crypto'
import type { Auth, AuthOutcome } from '../../ports/auth.ts'

/**
 * SIP accounts: the registrar alone knows who is right. Clients send the digest HA1 as their password (sylkrtc-protocol.md §4); what
 * cannot be one is a clear password (`ha1: false` in sylkrtc.js), whose HA1 is made here with the account's domain as realm.
 */
export class PassthroughAuth implements Auth {
  async check(account: string, password: string): Promise<AuthOutcome> {
    const ha1 = /^[0-9a-f]{32}$/i.test(password) ? password.toLowerCase() : digestHa1(account, password)
    return { kind: 'sip', ha1 }
  }
}

/** `md5(user:realm:password)` in lower-case hex (RFC 7616 §3.4.2). */
function digestHa1(account: string, password: string): string {
  const { user, domain } = splitAccount(account)
  return createHash('md5').update(`${user}:${domain}:${password}`).digest('hex')
}

/** The two parts of an AOR at its `@`, verbatim, as clients split it for their HA1. */
export function splitAccount(account: string): { user: string; domain: string } {
  const at = account.indexOf('@')
  return at < 0 ? { user: '', domain: account } : { user: account.slice(0, at), domain: account.slice(at + 1) }
}
