import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import type { SipRoute } from '../../ports/sip-locator.ts'
import type { TransactionLayer } from './transaction/transaction-layer.ts'
import type { Hop } from './transport/hop.ts'
import type { Way, Ways } from './transport/ways.ts'

/** How an attempt ended: the final response, or why there is none. */
export type Outcome = { readonly response: SipResponse } | { readonly response: null; readonly why: string }

/** The asking side: requests of ours outside dialogs, each until its final response. */
export class SipClient {
  readonly #layer: TransactionLayer
  readonly #ways: Ways
  readonly #waiting = new Set<(outcome: Outcome) => void>()

  constructor(layer: TransactionLayer, ways: Ways) {
    this.#layer = layer
    this.#ways = ways
  }

  /**
   * Sends one request along one route; `make` completes it for its first hop, with Via and CSeq. `name` is the domain that a TLS certificate has to
   * be for. Rejects with SipPrintError where it cannot be printed.
   */
  async request(make: (hop: Hop) => SipRequest, route: SipRoute, name: string): Promise<Outcome> {
    let way: Way
    try {
      way = await this.#ways.along(route, name)
    } catch (error) {
      return { response: null, why: error instanceof Error ? error.message : String(error) }
    }
    return this.#send(make(way.hop), way)
  }

  /** All that wait have no answer. */
  stop(): void {
    for (const end of this.#waiting) end({ response: null, why: 'the server stops' })
  }

  #send(request: SipRequest, way: Way): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const end = (outcome: Outcome) => {
      this.#waiting.delete(end)
      resolve(outcome)
    }
    this.#waiting.add(end)
    try {
      const sending = this.#layer.send(request, way, {
        role: 'agent',
        answered: (response) => {
          if (response.status >= 200) end({ response })
        },
        failed: (why) => end({ response: null, why }),
        ended: () => {},
      })
      if (sending.key === null) end({ response: null, why: sending.why })
    } catch (error) {
      this.#waiting.delete(end)
      reject(error)
    }
    return promise
  }
}
