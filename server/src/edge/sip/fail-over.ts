import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import type { ClientFailure } from '@weft/protocols/sip/transaction'
import type { Random } from '../../ports/random.ts'
import type { SipRoute } from '../../ports/sip-locator.ts'
import type { TransactionLayer } from './transaction/transaction-layer.ts'
import type { ResponseListener } from './transaction/transaction-user.ts'
import { overHop } from './transport/hop.ts'
import type { Ways } from './transport/ways.ts'

export interface FailOverNeeds {
  readonly layer: Pick<TransactionLayer, 'send' | 'cancel'>
  readonly ways: Pick<Ways, 'along'>
  readonly random: Random
  /** `Weft/version`. */
  readonly product: string
}

/**
 * Sends requests along the first route that leads to somebody who answers (RFC 3263 §4.3): the next one is tried with a new branch where there is no
 * connection, no response, or a 503. Later requests begin with the route that worked.
 */
export class FailOver {
  readonly #routes: readonly SipRoute[]
  readonly #name: string
  readonly #needs: FailOverNeeds
  /** The route in use. */
  #at = 0
  /** The transaction under way. */
  #key: string | null = null
  #cancelled = false

  /** At least one route. `name` is the domain that a TLS certificate has to be for. */
  constructor(routes: readonly SipRoute[], name: string, needs: FailOverNeeds) {
    this.#routes = routes
    this.#name = name
    this.#needs = needs
  }

  /** Sends a request without Via. The listener hears of one attempt only, the last. Rejects with SipPrintError where it cannot be printed. */
  async send(request: SipRequest, listener: ResponseListener): Promise<void> {
    const { layer, product, random, ways } = this.#needs
    this.#key = null
    const route = this.#routes[this.#at]
    const way = route && (await ways.along(route, this.#name).catch(() => null))
    if (!way || this.#cancelled) {
      await this.#giveUp(request, listener, this.#cancelled ? 'cancelled' : 'transport')
      return
    }
    let left = false
    let heard = false
    const leave = () => {
      left = true
      this.#at++
      // What could be said along one route can be said along the next.
      void this.send(request, listener)
    }
    const sending = layer.send(overHop(request, way.hop, random.id(), product), way, {
      role: 'agent',
      answered: (response: SipResponse) => {
        // Who took the call after all is to be told what became of it.
        if (left && !isSuccess(response)) return
        if (response.status === 503 && this.#mayLeave) leave()
        else listener.answered(response)
        heard = true
      },
      failed: (why: ClientFailure) => {
        if (left) return
        if (!heard && this.#mayLeave) leave()
        else listener.failed(why)
      },
      ended: () => {
        if (!left) listener.ended()
      },
    })
    if (sending.key === null) await this.#giveUp(request, listener, 'transport')
    else if (!left) this.#key = sending.key
  }

  /** CANCELs what is under way, with these fields on top, and tries no other route. */
  cancel(headers: readonly SipHeaderField[]): void {
    this.#cancelled = true
    if (this.#key !== null) this.#needs.layer.cancel(this.#key, headers)
  }

  get #mayLeave(): boolean {
    return !this.#cancelled && this.#at + 1 < this.#routes.length
  }

  async #giveUp(request: SipRequest, listener: ResponseListener, why: ClientFailure): Promise<void> {
    if (this.#mayLeave) {
      this.#at++
      await this.send(request, listener)
      return
    }
    listener.failed(why)
    listener.ended()
  }
}

function isSuccess({ status }: SipResponse): boolean {
  return status >= 200 && status < 300
}
