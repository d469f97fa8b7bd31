import { createHmac } from 'node:crypto'
import type { SipHeaderField, SipRequest } from '@weft/protocols/sip/message'
import { RouteTokens } from '@weft/protocols/sip/proxy/route-token'
import type { SipRouter } from '../../../ports/sip-router.ts'
import type { TransactionUser } from '../transaction/transaction-user.ts'
import type { Peer } from '../transport/outbox.ts'
import { ProxyRequest, type ProxyRequestNeeds } from './proxy-request.ts'
import { RouteChooser } from './route-choice.ts'
import { type RouteLimits, RouteLoad } from './route-limits.ts'

/** A SIP domain, and what it takes to carry out what it says. */
export interface ProxySettings {
  readonly router: SipRouter<SipRequest>
  /**
   * Text of at least 16 characters that nobody else knows: Record-Route fields that were made with another one are refused, so that calls outlast
   * a restart only where it stays the same.
   */
  readonly secret: string
  readonly limits: RouteLimits
}

type Needs = Omit<ProxyRequestNeeds, 'router' | 'load' | 'tokens'>

/** What becomes of a request: `give` it to that transaction user. */
export type ProxyVerdict =
  | { readonly do: 'answer'; readonly status: number; readonly why: string; readonly headers: readonly SipHeaderField[] }
  | { readonly do: 'ignore'; readonly why: string }
  | { readonly do: 'give'; readonly user: TransactionUser }

/** Who found us full, or stopping, may try again after so many seconds. */
const RETRY_AFTER: SipHeaderField = { name: 'Retry-After', value: '10' }
/** Hexadecimal digits of a route token's code: 96 bits. */
const CODE_LENGTH = 24

/** The proxy of RFC 3261 §16: which requests it takes, as far as it can carry them. */
export class SipProxy {
  readonly #chooser: RouteChooser
  readonly #load: RouteLoad
  readonly #needs: ProxyRequestNeeds
  #draining = false

  constructor({ router, secret, limits }: ProxySettings, needs: Needs) {
    const tokens = new RouteTokens((text) => createHmac('sha256', secret).update(text).digest('hex').slice(0, CODE_LENGTH))
    this.#load = new RouteLoad(limits)
    this.#needs = { ...needs, router, tokens, load: this.#load }
    this.#chooser = new RouteChooser({
      serves: (host) => router.serves(host),
      isHere: (host) => needs.ways.isHere(host),
      port: (transport) => needs.ways.hop(transport).port,
      tokens,
      ofServers: router.ofServers,
      // Not the secret, but as much this server's own.
      seed: needs.random.id(),
    })
  }

  /** Requests that are forwarded and not answered yet. */
  get open(): number {
    return this.#load.open
  }

  /** New requests outside dialogs are answered 503, while those there go on. */
  drain(): void {
    this.#draining = true
  }

  /** A stamped request; null where it is for this server itself. */
  judge(request: SipRequest, { source }: Peer): ProxyVerdict | null {
    const choice = this.#chooser.choose(request)
    if (choice.do === 'none') return null
    if (choice.do === 'answer' || choice.do === 'ignore') return choice
    const user = new ProxyRequest(choice, this.#needs)
    const { method } = request
    // It belongs to what has been let in already, and goes nowhere else.
    if (method === 'CANCEL') return { do: 'give', user }
    const within = choice.do === 'forward' || method === 'ACK'
    if (this.#draining && !within) return { do: 'answer', status: 503, why: 'the server stops', headers: [RETRY_AFTER] }
    const admission = this.#load.admit(source.address, method, within, this.#needs.clock.now())
    if (admission.admitted) return { do: 'give', user }
    if (method === 'ACK') return { do: 'ignore', why: admission.why }
    return { do: 'answer', status: 503, why: admission.why, headers: [RETRY_AFTER] }
  }
}
