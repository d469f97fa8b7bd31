import { DIGEST_ALGORITHMS, type DigestHash } from '@weft/protocols/sip/digest'
import { type DigestRole, DigestServer } from '@weft/protocols/sip/digest-server'
import type { SipRequest } from '@weft/protocols/sip/message'
import { parseUri, type SipUri } from '@weft/protocols/sip/uri'
import { GuessThrottle } from '../../core/guess-throttle.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipSource } from '../../ports/sip-agent.ts'
import type { SipRouting } from '../../ports/sip-router.ts'
import type { Subscribers } from '../../ports/subscribers.ts'
import { refuse } from './refusals.ts'

export interface AuthenticatorSettings {
  /** Each is the realm of its users. */
  readonly domains: readonly string[]
  /** ms that a nonce is good for. */
  readonly nonceLifetime: number
}

export interface AuthenticatorNeeds {
  readonly subscribers: Subscribers
  /** 32 random bytes that stay the same over restarts, so that nobody has to begin anew after one. */
  readonly secret: Uint8Array
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Whether that is where this server itself listens. */
  readonly isHere: (uri: SipUri) => boolean
}

export interface Claim {
  /** `origin` for what we answer ourselves, `proxy` for what we pass on. */
  readonly role: DigestRole
  readonly domain: string
  /** The user who the sender says to be, for the challenge. */
  readonly claimed: string
  readonly source: SipSource
  /** Whether the request shows what only a device of that user can know, which is then not kept out by others who guess the user's password. */
  readonly isFamiliar: (user: string) => Promise<boolean>
}

export type Authentication =
  | { readonly user: string }
  /** What to answer: a challenge, or why there is none. */
  | { readonly refusal: SipRouting }

/** `-sess` is in nobody's phone; what the users file has are MD5 and SHA-256. */
const ALGORITHMS = DIGEST_ALGORITHMS.filter(({ hash, session }) => !session && (hash === 'MD5' || hash === 'SHA-256'))
/** Of each domain, some 200 bytes each. */
const MOST_NONCES = 50_000
/** Asked of who does not exist, as of most who do. */
const OF_NOBODY: readonly DigestHash[] = ['MD5']

/** Finds out by Digest who sends a request (RFC 3261 §22). */
export class Authenticator {
  readonly #needs: AuthenticatorNeeds
  readonly #servers: ReadonlyMap<string, DigestServer>
  readonly #throttle = new GuessThrottle()

  constructor({ domains, nonceLifetime }: AuthenticatorSettings, needs: AuthenticatorNeeds) {
    const { secret, random } = needs
    this.#needs = needs
    this.#servers = new Map(
      domains.map((realm) => {
        const settings = { realm, algorithms: ALGORITHMS, nonceLifetime, nonces: MOST_NONCES }
        return [realm, new DigestServer(settings, secret, () => random.id())]
      }),
    )
  }

  /** The user of `domain`, one of ours, whose password the sender knows. */
  async authenticate(request: SipRequest, { role, domain, claimed, source, isFamiliar }: Claim): Promise<Authentication> {
    const { subscribers, clock, log } = this.#needs
    const server = this.#servers.get(domain)
    if (!server) throw new Error('that domain is not served')
    const credentials = server.credentials(role, request)
    if (credentials === 'malformed') return { refusal: refuse('malformed-credentials') }
    const user = credentials === 'no-credentials' ? claimed : credentials.username
    const secrets = await subscribers.find(user, domain)
    const now = clock.now()
    const challenge = (stale: boolean, why: string): Authentication => {
      const headers = server.challenge(role, now, stale, secrets?.map(({ hash }) => hash) ?? OF_NOBODY)
      return { refusal: refuse(role === 'origin' ? 'register-challenge' : 'proxy-challenge', headers, why) }
    }
    if (credentials === 'no-credentials') return challenge(false, 'no credentials')
    const wait = this.#throttle.wait(source.address, `${user}@${domain}`, now)
    if (wait > 0 && !(await isFamiliar(user)))
      return { refusal: refuse('throttled', [{ name: 'Retry-After', value: String(Math.ceil(wait / 1000)) }]) }
    const known = secrets?.map((secret) => ({ kind: 'ha1' as const, ...secret })) ?? null
    // A REGISTER is for us whatever it says: SIPp, and some phones, sign the address to which they send it.
    const signed = role === 'origin' && this.#meansUs(credentials.uri) ? credentials.uri : request.uri
    const verdict = server.verify(credentials, { method: request.method, uri: signed }, known, now)
    if (verdict.accepted) {
      this.#throttle.succeeded(source.address, `${user}@${domain}`)
      return { user }
    }
    if (verdict.reason === 'wrong-response' || verdict.reason === 'unknown-user') {
      this.#throttle.failed(source.address, `${user}@${domain}`, now)
      // The name is not logged: people type passwords there.
      log.info('wrong SIP password', { from: source.address, domain, why: verdict.reason })
    }
    return challenge(verdict.stale, verdict.reason)
  }
  #meansUs(text: string): boolean {
    const uri = parseUri(text)
    return uri?.kind === 'sip' && (this.#servers.has(uri.host) || this.#needs.isHere(uri))
  }
}
