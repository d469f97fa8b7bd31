import { readFile } from 'node:fs/promises'
import type { Auth, AuthOutcome } from '../../ports/auth.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { type ImapServer, imapLogin } from './imap-login.ts'
import { PassthroughAuth, splitAccount } from './passthrough.ts'

/** auth.ini, as sylkrtc-protocol.md §10.2 has it. */
export interface ExternalAuthSettings {
  readonly enabled: boolean
  /** PEM file of the authorities that IMAP servers' certificates may be signed by. */
  readonly imapCaCertFile: string
  readonly domains: {
    /** What holds for a domain in lower case, the defaults where it has no section. */
    of(domain: string): { readonly authType: 'SIP' | 'IMAP'; readonly imapServer: ImapServer | null }
  }
}

/** The words that clients know ([12.32]). */
const WRONG = 'external authentication failed (wrong username or password?)'
const UNREACHABLE = 'external authentication failed: the mail server could not be asked, please try again later'
/**
 * ms for one log-in. Dovecot answers a wrong password after 2 s, and after several from one address (all of ours come from one) makes
 * everybody there wait up to 15 s.
 */
const TIMEOUT = 20_000
const MOST_LOGINS = 100

/** Asks an IMAP server about the accounts of domains that are set up so; all others are SIP accounts. */
export class ExternalAuth implements Auth {
  readonly #settings: ExternalAuthSettings
  readonly #clock: Clock
  readonly #log: Log
  readonly #passthrough = new PassthroughAuth()
  #logins = 0

  constructor(settings: ExternalAuthSettings, clock: Clock, log: Log) {
    this.#settings = settings
    this.#clock = clock
    this.#log = log
  }

  async check(account: string, password: string): Promise<AuthOutcome> {
    const { user, domain } = splitAccount(account)
    const { authType, imapServer } = this.#settings.domains.of(domain.toLowerCase())
    if (!this.#settings.enabled || authType === 'SIP') return this.#passthrough.check(account, password)
    if (!imapServer) return this.#unavailable(domain, 'auth.ini names no imap_server for the domain')
    if (this.#logins === MOST_LOGINS) return this.#unavailable(domain, `${MOST_LOGINS} log-ins are under way`)
    this.#logins++
    try {
      return await this.#login(imapServer, domain, user, password)
    } finally {
      this.#logins--
    }
  }

  async #login(server: ImapServer, domain: string, user: string, password: string): Promise<AuthOutcome> {
    // Read each time, so that a renewed file counts without a restart.
    const ca = await readFile(this.#settings.imapCaCertFile).catch(() => null)
    if (!ca) return this.#unavailable(domain, `imap_ca_cert_file ${this.#settings.imapCaCertFile} cannot be read`)
    const result = await imapLogin({ server, ca, user, password, timeout: TIMEOUT }, this.#clock)
    switch (result.kind) {
      case 'accepted':
        return { kind: 'accepted' }
      case 'wrong':
        return { kind: 'refused', reason: WRONG }
      case 'unavailable':
        return this.#unavailable(domain, result.why)
    }
  }

  #unavailable(domain: string, why: string): AuthOutcome {
    this.#log.warn('external authentication is not available', { domain, why })
    return { kind: 'refused', reason: UNREACHABLE }
  }
}
