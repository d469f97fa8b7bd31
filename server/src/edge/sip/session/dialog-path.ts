import type { Dialog } from '@weft/protocols/sip/dialog'
import type { SipRequest } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import { LONGEST_DATAGRAM, type Locating, nextHopWithin, routesTo } from '../next-hop.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { ResponseListener } from '../transaction/transaction-user.ts'
import { overHop } from '../transport/hop.ts'
import type { Peer } from '../transport/outbox.ts'
import type { Way, Ways } from '../transport/ways.ts'

export interface PathNeeds {
  readonly layer: Pick<TransactionLayer, 'send' | 'pass' | 'cancel'>
  readonly ways: Pick<Ways, 'along' | 'over'>
  readonly random: Random
  readonly log: Log
  /** `Weft/version`. */
  readonly product: string
  /** Finds next hops; the outbound proxy is not one, unless it is in the dialog's routes. */
  readonly hops: Locating
}

/** What goes out within one dialog, in order: to its first route, else to its target. */
export class DialogPath {
  readonly #needs: PathNeeds
  /** What the peer's INVITE came on; null where we called. */
  readonly #origin: Peer | null
  /** Where the last request went, and for which next hop that was. */
  #last: { readonly hop: string; readonly way: Way } | null = null
  /** Settles when all that waits for its way is sent. */
  #queue: Promise<void> | null = null
  /** The transactions of requests whose way was found, and those that are cancelled before. */
  readonly #keys = new WeakMap<SipRequest, string>()
  readonly #cancelled = new WeakSet<SipRequest>()

  constructor(origin: Peer | null, needs: PathNeeds) {
    this.#origin = origin
    this.#needs = needs
  }

  /** Sends a request without Via as a transaction. Where there is no way, that is told as a failure of the transport. */
  send(request: SipRequest, dialog: Dialog, listener: ResponseListener): void {
    this.#along(request, dialog, (way) => {
      const { layer } = this.#needs
      const key = way && this.#attempt(request, () => layer.send(this.#complete(request, way), way, listener).key)
      if (key === null) {
        listener.failed('transport')
        listener.ended()
        return
      }
      this.#keys.set(request, key)
      if (this.#cancelled.has(request)) layer.cancel(key)
    })
  }

  /** Sends an ACK without Via, as no transaction. One that finds no way is as one that is lost. */
  pass(ack: SipRequest, dialog: Dialog): void {
    this.#along(ack, dialog, (way) => {
      if (way) this.#attempt(ack, () => this.#needs.layer.pass(this.#complete(ack, way), way))
    })
  }

  /** CANCELs an INVITE that was sent here. */
  cancel(invite: SipRequest): void {
    const key = this.#keys.get(invite)
    if (key === undefined) this.#cancelled.add(invite)
    else this.#needs.layer.cancel(key)
  }

  #along(request: SipRequest, dialog: Dialog, go: (way: Way | null) => void): void {
    const known = this.#queue === null && this.#last?.hop === nextHopWithin(dialog).where ? this.#last.way : null
    if (known?.channel.isOpen) {
      go(known)
      return
    }
    const queue = (this.#queue ?? Promise.resolve())
      .then(() => this.#find(request, dialog))
      .then((way) => {
        if (this.#queue === queue) this.#queue = null
        go(way)
      })
    this.#queue = queue
  }

  #complete(request: SipRequest, way: Way): SipRequest {
    const { product, random } = this.#needs
    return overHop(request, way.hop, random.id(), product)
  }

  /** Null where the request cannot be said: a peer's Contact or Record-Route may be read, and yet be nothing to print. */
  #attempt<Result>(request: SipRequest, send: () => Result): Result | null {
    try {
      return send()
    } catch (error) {
      if (!(error instanceof SipPrintError)) throw error
      this.#needs.log.info('a SIP request cannot be said', { method: request.method, why: error.message })
      return null
    }
  }

  /** Null where nothing leads there. */
  async #find(request: SipRequest, dialog: Dialog): Promise<Way | null> {
    const { hops, log, ways } = this.#needs
    const { where, host } = nextHopWithin(dialog)
    try {
      const isLong = printMessage(request).length > LONGEST_DATAGRAM
      for (const route of await routesTo(where, isLong, hops)) {
        const way = await ways.along(route, host).catch(() => null)
        if (way) return this.#remember(where, way)
      }
    } catch (error) {
      log.debug('no way to the next hop of a dialog', { where, why: error instanceof Error ? error.message : String(error) })
    }
    // Who called over a connection that only it can open is still reached on it (RFC 5626 §5.3.1).
    const origin = this.#origin && dialog.routeSet.length === 0 ? ways.over(this.#origin.source) : null
    return origin && this.#remember(where, origin)
  }

  #remember(hop: string, way: Way): Way {
    this.#last = { hop, way }
    return way
  }
}
