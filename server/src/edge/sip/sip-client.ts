import { type ClientTableEffect, ClientTransactions } from '@weft/protocols/sip/client-transactions'
import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { RELIABLE, UNRELIABLE } from '@weft/protocols/sip/timers'
import { validateResponse } from '@weft/protocols/sip/validate-response'
import type { Clock } from '../../ports/clock.ts'
import type { Channel } from './channel.ts'
import type { Outbox, Peer } from './outbox.ts'
import type { SocketAddress } from './way-back.ts'

export interface SipClientNeeds {
  readonly clock: Clock
  readonly outbox: Outbox
  /** Called whenever nextWake may have changed. */
  readonly touched: () => void
}

/** How an attempt ended: the final response, or why there is none. */
export type Outcome = { readonly response: SipResponse } | { readonly response: null; readonly why: string }

interface Waiting {
  readonly channel: Channel
  readonly end: (outcome: Outcome) => void
}

/** The asking side: requests of ours other than INVITE, each until its final response. */
export class SipClient {
  readonly #needs: SipClientNeeds
  readonly #transactions: ClientTransactions<Peer>
  readonly #waiting = new Map<string, Waiting>()

  /** At most `most` requests at a time. */
  constructor(most: number, needs: SipClientNeeds) {
    this.#needs = needs
    this.#transactions = new ClientTransactions(most)
  }

  get nextWake(): number | null {
    return this.#transactions.nextWake
  }

  wake(now: number): void {
    this.#carryOut(this.#transactions.wake(now))
  }

  /** Sends a request that has its Via and CSeq. Throws SipPrintError where it cannot be printed. */
  send(request: SipRequest, channel: Channel, target: SocketAddress): Promise<Outcome> {
    const { clock, outbox } = this.#needs
    outbox.print(request)
    const peer = { channel, target, source: { transport: channel.transport, ...target } }
    const timers = channel.transport === 'udp' ? UNRELIABLE : RELIABLE
    const sending = this.#transactions.send(request, peer, timers, clock.now())
    if (!sending.sent) return Promise.resolve({ response: null, why: sending.reason })
    return new Promise((resolve) => {
      this.#waiting.set(sending.key, { channel, end: resolve })
      this.#carryOut(sending.effects)
    })
  }

  receive(response: SipResponse): void {
    if (validateResponse(response, 'client').acceptable)
      this.#carryOut(this.#transactions.receive(response, this.#needs.clock.now()))
  }

  /** What went out on it will not be answered. */
  closed(channel: Channel): void {
    for (const [key, waiting] of [...this.#waiting])
      if (waiting.channel === channel) this.#carryOut(this.#transactions.transportError(key, this.#needs.clock.now()))
  }

  /** All that wait have no answer. */
  stop(): void {
    for (const key of [...this.#waiting.keys()]) this.#end(key, { response: null, why: 'the server stops' })
  }

  #carryOut(effects: readonly ClientTableEffect<Peer>[]): void {
    const { clock, outbox, touched } = this.#needs
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          outbox.send(effect.message, effect.peer, () =>
            this.#carryOut(this.#transactions.transportError(effect.key, clock.now())),
          )
          break
        case 'response':
          if (effect.response.status >= 200) this.#end(effect.key, { response: effect.response })
          break
        case 'fail':
          this.#end(effect.key, { response: null, why: effect.reason })
          break
        // No INVITE is sent, so none is answered late.
        case 'stray-answer':
        case 'drop':
        case 'end':
      }
    }
    touched()
  }

  #end(key: string, outcome: Outcome): void {
    this.#waiting.get(key)?.end(outcome)
    this.#waiting.delete(key)
  }
}
