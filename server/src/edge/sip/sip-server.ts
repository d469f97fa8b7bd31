import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import { type ServerTableEffect, ServerTransactions } from '@weft/protocols/sip/server-transactions'
import { RELIABLE, UNRELIABLE } from '@weft/protocols/sip/timers'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipAnswer, SipApplication, SipSource } from '../../ports/sip-agent.ts'
import type { Channel } from './channel.ts'
import type { Outbox, Peer } from './outbox.ts'
import type { RequestGate } from './request-gate.ts'
import { StatelessAnswers } from './stateless-answer.ts'
import { wayBack } from './way-back.ts'

export interface SipServerSettings {
  /** `Weft/version`. */
  readonly product: string
  /** Requests that are kept: further ones are answered 503. */
  readonly mostTransactions: number
}

export interface SipServerNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly outbox: Outbox
  /** Called whenever nextWake may have changed. */
  readonly touched: () => void
}

/** Who found us full, or stopping, may try again after so many seconds. */
const RETRY_AFTER: SipHeaderField = { name: 'Retry-After', value: '10' }

/**
 * The answering side: a request is judged, and handed to an application where it is one's to answer; repetitions are answered as before. Only such
 * requests are kept, everything else is answered without a trace.
 */
export class SipServer {
  readonly #settings: SipServerSettings
  readonly #needs: SipServerNeeds
  readonly #stateless: StatelessAnswers
  readonly #transactions: ServerTransactions<Peer>
  /** Requests that their application has not answered yet, by their key. */
  readonly #asked = new Map<string, SipRequest>()
  #draining = false

  constructor(settings: SipServerSettings, needs: SipServerNeeds) {
    this.#settings = settings
    this.#needs = needs
    this.#stateless = new StatelessAnswers(needs.random.id(), settings.product)
    this.#transactions = new ServerTransactions(settings.mostTransactions)
  }

  /** Requests that are kept; answered ones as long as they may be repeated. */
  get size(): number {
    return this.#transactions.size
  }

  get nextWake(): number | null {
    return this.#transactions.nextWake
  }

  wake(now: number): void {
    this.#serve(this.#transactions.wake(now), null)
  }

  /** New requests are answered 503, while those there go on. */
  drain(): void {
    this.#draining = true
  }

  /** A stamped request. */
  receive(request: SipRequest, source: SipSource, channel: Channel, gate: RequestGate): void {
    const { clock, log } = this.#needs
    const verdict = gate.decide(request, source.address)
    if (verdict.do === 'ignore' || verdict.do === 'answer') {
      const status = verdict.do === 'answer' ? verdict.status : null
      log.debug('SIP request', { method: request.method, from: source.address, status, why: verdict.why })
      if (verdict.do === 'answer') this.refuse(request, source, channel, verdict.status, verdict.headers)
      return
    }
    const peer = { channel, source, target: wayBack(request, source) }
    const timers = channel.transport === 'udp' ? UNRELIABLE : RELIABLE
    const effects = this.#transactions.receive(request, peer, timers, clock.now())
    this.#serve(effects, verdict.do === 'ask' ? verdict.application : null)
  }

  /** Answers a stamped request, and keeps nothing of it. */
  refuse(
    request: SipRequest,
    source: SipSource,
    channel: Channel,
    status: number,
    headers: readonly SipHeaderField[] = [],
  ): void {
    if (request.method === 'ACK') return
    const peer = { channel, source, target: wayBack(request, source) }
    this.#needs.outbox.send(this.#stateless.answer(request, status, headers), peer, () => {})
  }

  /** `application` is whose the request is that has just come; null for ACK and CANCEL, and for what time brings. */
  #serve(effects: readonly ServerTableEffect<Peer>[], application: SipApplication<SipRequest> | null): void {
    for (const effect of effects) this.#carryOut(effect, application)
    this.#needs.touched()
  }

  #carryOut(effect: ServerTableEffect<Peer>, application: SipApplication<SipRequest> | null): void {
    const { clock, log, outbox } = this.#needs
    switch (effect.do) {
      case 'send':
        outbox.send(effect.message, effect.peer, () =>
          this.#serve(this.#transactions.transportError(effect.key, clock.now()), null),
        )
        break
      case 'request':
        if (application === null) this.#cancel(effect.key, effect.request, effect.cancels)
        else this.#ask(application, effect.key, effect.request, effect.peer.source)
        break
      case 'refuse': {
        const { source, channel } = effect.peer
        if (effect.reason === 'full') this.refuse(effect.request, source, channel, 503, [RETRY_AFTER])
        else this.refuse(effect.request, source, channel, 400)
        break
      }
      case 'fail':
        log.debug('a SIP response may not have arrived', { why: effect.reason })
        break
      case 'end':
        this.#asked.delete(effect.key)
        break
      // Nobody here has dialogs that an ACK could be for.
      case 'ack':
      case 'drop':
    }
  }

  /** RFC 3261 §9.2. */
  #cancel(key: string, request: SipRequest, cancelled: string | null): void {
    this.#respond(key, request, { status: cancelled === null ? 481 : 200 })
    const invite = cancelled === null ? undefined : this.#asked.get(cancelled)
    if (cancelled !== null && invite) this.#respond(cancelled, invite, { status: 487 })
  }

  #ask(application: SipApplication<SipRequest>, key: string, request: SipRequest, source: SipSource): void {
    if (this.#draining) {
      this.#respond(key, request, { status: 503, headers: [RETRY_AFTER] })
      return
    }
    this.#asked.set(key, request)
    application
      .answer(request, source)
      .then((answer) => this.#respond(key, request, answer))
      .catch((error: unknown) => {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
        this.#needs.log.error('an application failed', { application: application.name, method: request.method, error: stack })
        this.#respond(key, request, { status: 500 })
      })
  }

  /** Throws SipPrintError where the answer cannot be printed; nothing is answered then. */
  #respond(key: string, request: SipRequest, { status, reason, headers = [] }: SipAnswer): void {
    const { clock, outbox, random } = this.#needs
    const bare = responseTo(request, status, reason ?? reasonPhrase(status), random.id())
    const server = { name: 'Server', value: this.#settings.product }
    const response: SipResponse = { ...bare, headers: [...bare.headers, ...headers, server] }
    outbox.print(response)
    this.#asked.delete(key)
    this.#serve(this.#transactions.respond(key, response, clock.now()), null)
  }
}
