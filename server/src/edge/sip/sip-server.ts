import type { SipHeaderField, SipRequest } from '@weft/protocols/sip/message'
import type { Log } from '../../ports/log.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import { ApplicationUser, type ApplicationUserNeeds } from './application-user.ts'
import type { SipSubscriptions } from './event/sip-subscriptions.ts'
import { isForNotifier } from './gate/application-methods.ts'
import type { RequestGate } from './gate/request-gate.ts'
import type { ProxyVerdict, SipProxy } from './proxy/sip-proxy.ts'
import type { SipSessions } from './session/sip-sessions.ts'
import { StatelessAnswers } from './transaction/stateless-answer.ts'
import type { TransactionUser } from './transaction/transaction-user.ts'
import type { Outbox, Peer } from './transport/outbox.ts'

export interface SipServerNeeds extends ApplicationUserNeeds {
  readonly log: Log
  readonly outbox: Outbox
  readonly sessions: SipSessions
  readonly subscriptions: SipSubscriptions
}

/** Who found us full, or stopping, may try again after so many seconds. */
const RETRY_AFTER: SipHeaderField = { name: 'Retry-After', value: '10' }

/** Whose an ACK of nothing is, and what has been given to its user already. */
const NOBODY: TransactionUser = {
  role: 'agent',
  requested: () => {},
  cancelled: () => {},
  acknowledged: () => {},
  undelivered: () => {},
  ended: () => {},
}

/**
 * The answering side: a request is judged, and given to whose it is; repetitions are answered as before. Only such requests are kept, everything
 * else is answered without a trace.
 */
export class SipServer {
  readonly #needs: SipServerNeeds
  readonly #stateless: StatelessAnswers
  readonly #users = new Map<SipApplication<SipRequest>, ApplicationUser>()
  #proxy: SipProxy | null = null
  #draining = false

  constructor(needs: SipServerNeeds) {
    this.#needs = needs
    this.#stateless = new StatelessAnswers(needs.random.id(), needs.product)
  }

  /** New requests are answered 503, while those there go on. */
  drain(): void {
    this.#draining = true
    this.#proxy?.drain()
  }

  /** What is on its way to somebody else is this one's; null: there is none. */
  use(proxy: SipProxy | null): void {
    this.#proxy = proxy
  }

  /** Whose a request is that is for that application alone; null where it does not take it. */
  userFor(application: SipApplication<SipRequest>, { method }: SipRequest): TransactionUser | null {
    if (method === 'INVITE') return application.called ? this.#needs.sessions.invited(application) : null
    if (isForNotifier(application, method)) return this.#needs.subscriptions.asked(application)
    return application.methods.includes(method) ? this.#userOf(application) : null
  }

  /** A stamped request. */
  receive(request: SipRequest, peer: Peer, gate: RequestGate): void {
    const { sessions, subscriptions } = this.#needs
    const { address } = peer.source
    const verdict = this.#judgeProxied(request, peer) ?? gate.decide(request, address)
    if (verdict.do === 'ignore' || verdict.do === 'answer') {
      const status = verdict.do === 'answer' ? verdict.status : null
      this.#needs.log.debug('SIP request', { method: request.method, from: address, status, why: verdict.why })
      if (verdict.do === 'answer') this.refuse(request, peer, verdict.status, verdict.headers)
      return
    }
    if (verdict.do === 'give') this.#give(request, peer, verdict.user)
    else if (verdict.do === 'match') this.#give(request, peer, sessions.find(request) ?? NOBODY)
    else if (verdict.do === 'within') this.#give(request, peer, verdict.user)
    else if (this.#draining || (verdict.do === 'call' && !sessions.admits(address)))
      this.refuse(request, peer, 503, [RETRY_AFTER])
    else if (verdict.do === 'call') this.#give(request, peer, sessions.invited(verdict.application))
    else if (verdict.do === 'notify') this.#give(request, peer, subscriptions.asked(verdict.application))
    else this.#give(request, peer, this.#userOf(verdict.application))
  }

  /** Null where there is no proxy, and where the request is for this server itself. */
  #judgeProxied(request: SipRequest, peer: Peer): ProxyVerdict | null {
    if (this.#proxy === null) return null
    // Whoever's it is, whatever has changed since: repetitions, and the ACK of a refusal, from anybody.
    if (this.#needs.layer.repeats(request)) return { do: 'give', user: NOBODY }
    return this.#proxy.judge(request, peer)
  }

  /** Answers a stamped request, and keeps nothing of it. */
  refuse(request: SipRequest, peer: Peer, status: number, headers: readonly SipHeaderField[] = []): void {
    if (request.method !== 'ACK') this.#needs.outbox.send(this.#stateless.answer(request, status, headers), peer, () => {})
  }

  #give(request: SipRequest, peer: Peer, user: TransactionUser): void {
    const reception = this.#needs.layer.receive(request, peer, user)
    if (reception === 'full') this.refuse(request, peer, 503, [RETRY_AFTER])
    else if (reception === 'no-key') this.refuse(request, peer, 400)
    else if (reception === 'merged') this.refuse(request, peer, 482)
    // RFC 3261 §9.2.
    else if (reception === 'cancels-nothing') this.refuse(request, peer, 481)
  }

  #userOf(application: SipApplication<SipRequest>): ApplicationUser {
    const known = this.#users.get(application)
    if (known) return known
    const user = new ApplicationUser(application, this.#needs)
    this.#users.set(application, user)
    return user
  }
}
