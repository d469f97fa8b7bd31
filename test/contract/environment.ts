import type { SipRoute } from '../../server/src/ports/sip-locator.ts'
import type { Phone } from './phone.ts'

/** A Janus with a SIP registrar and phones around it, real or fake: the same for every test. */
export interface ContractEnvironment {
  readonly url: string
  readonly apiSecret: string
  readonly domain: string
  /** To the registrar and proxy. */
  readonly route: SipRoute
  /** Where nobody answers. */
  readonly deadRoute: SipRoute
  /** HA1 of an account. */
  secretOf(user: Account): string
  /** Parameters of the Contacts that the registrar has for a user. */
  bindings(user: Account): Promise<Readonly<Record<string, string>>[]>
  /** A phone that is registered for this user. */
  phone(user: 'bob' | 'carol', options?: { readonly secure?: boolean }): Promise<Phone>
  /** Kills Janus and starts it again, empty. */
  restartJanus(): Promise<void>
  /** What was made for one test goes. */
  tidy(): Promise<void>
  stop(): Promise<void>
}

export type Account = 'alice' | 'dave'
