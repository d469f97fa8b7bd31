import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { forwardedResponse } from '@weft/protocols/sip/proxy/forwarded-response'
import { destinationOf } from '@weft/protocols/sip/proxy/next-hop'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import type { ClientFailure } from '@weft/protocols/sip/transaction'
import type { Log } from '../../../ports/log.ts'
import type { SipSource } from '../../../ports/sip-agent.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import type { Locating } from '../next-hop.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { Hop } from '../transport/hop.ts'
import type { Way, Ways } from '../transport/ways.ts'
import { routesOf } from './proxy-routes.ts'

export interface ProxyBranchNeeds {
  readonly layer: TransactionLayer
  readonly ways: Ways
  /** Without an outbound proxy: where a request goes has been decided. */
  readonly locating: Locating
  readonly log: Log
}

/** Where a branch leads. */
export interface BranchTarget {
  /** Says where it goes, unless `flow` does. */
  readonly nextHop: string
  /** The only way there; null: wherever `nextHop` leads. */
  readonly flow: SipSource | null
  /** Whether it is too long for one datagram. */
  readonly isLong: boolean
  /** The request as it goes out over that hop, with a fresh branch each time. */
  readonly make: (hop: Hop) => SipRequest
}

/** What a branch tells: any number of responses with one final one, or `failed`. After a 2xx to INVITE, `over` once no further one can come. */
export interface BranchListener {
  /** Without the Via that is ours. */
  answered(response: SipResponse): void
  failed(why: ClientFailure): void
  over(): void
}

/** A forwarded request on its way to one target: to one server after the other until one answers (RFC 3261 §16.6 item 7, RFC 3263 §4.3). */
export class ProxyBranch {
  readonly #target: BranchTarget
  readonly #needs: ProxyBranchNeeds
  readonly #listener: BranchListener
  /** Still to be tried. */
  #routes: SipRoute[] = []
  #name = ''
  /** Of the attempt that is under way. */
  #key: string | null = null
  #attempt = 0
  #cancelled = false
  /** Somebody has said something: nobody else is asked. */
  #heard = false
  /** What to say if no further server has anything better. */
  #unavailable: SipResponse | null = null

  constructor(target: BranchTarget, needs: ProxyBranchNeeds, listener: BranchListener) {
    this.#target = target
    this.#needs = needs
    this.#listener = listener
  }

  /** The listener may hear before this returns. */
  start(): void {
    const { nextHop, flow, isLong } = this.#target
    if (flow !== null) {
      const way = this.#needs.ways.leadHere(flow) ? null : this.#needs.ways.over(flow)
      if (way === null) this.#end('transport', 'the connection to that contact is gone')
      else this.#send(way)
      return
    }
    const destination = destinationOf(nextHop)
    if (destination === null) {
      this.#end('transport', 'a URI that we cannot send to')
      return
    }
    this.#name = destination.host
    const routes = routesOf(destination, isLong, this.#needs.locating)
    if (Array.isArray(routes)) this.#along(routes)
    else
      routes.then(
        (found) => this.#along(found),
        (error: unknown) => this.#end('transport', error instanceof Error ? error.message : String(error)),
      )
  }

  /** What has not been sent will not be; what has is cancelled as soon as that may be. */
  cancel(headers: readonly SipHeaderField[]): void {
    this.#cancelled = true
    if (this.#key !== null) this.#needs.layer.cancel(this.#key, headers)
  }

  #along(routes: SipRoute[]): void {
    this.#routes = routes
    this.#next('transport')
  }

  /** `why` the last attempt came to nothing. */
  #next(why: ClientFailure): void {
    this.#key = null
    if (this.#cancelled) {
      this.#end('cancelled', 'cancelled')
      return
    }
    const route = this.#routes.shift()
    if (!route) {
      if (this.#unavailable) this.#listener.answered(this.#unavailable)
      else this.#end(why, 'no server of its answered')
      return
    }
    const { ways } = this.#needs
    // It would come back from an address of ours, which is believed more than who sent it.
    if (ways.leadHere({ transport: route.transport, address: route.host, port: route.port })) {
      this.#next('transport')
      return
    }
    const way = route.transport === 'udp' ? ways.over({ transport: 'udp', address: route.host, port: route.port }) : null
    if (way) {
      this.#send(way)
      return
    }
    ways.along(route, this.#name).then(
      (opened) => (this.#cancelled ? this.#next('cancelled') : this.#send(opened)),
      () => this.#next('transport'),
    )
  }

  #send(way: Way): void {
    const { layer } = this.#needs
    const attempt = ++this.#attempt
    const isCurrent = () => attempt === this.#attempt
    // A failure can be told before the key is known.
    let isUnderWay = true
    const sending = this.#printed(way, (request) =>
      layer.send(request, way, {
        role: 'proxy',
        answered: (response) => {
          if (isCurrent()) this.#answered(response)
        },
        failed: (why) => {
          isUnderWay = false
          if (isCurrent()) this.#failed(why)
        },
        ended: () => {
          isUnderWay = false
          if (isCurrent()) this.#listener.over()
        },
      }),
    )
    if (sending === null || sending.key === null) this.#failed('transport')
    else if (isUnderWay && isCurrent()) this.#key = sending.key
  }

  /** Null where the request cannot be printed: what a router or a peer gave us would not stay in its line. */
  #printed<Result>(way: Way, send: (request: SipRequest) => Result): Result | null {
    try {
      return send(this.#target.make(way.hop))
    } catch (error) {
      if (!(error instanceof SipPrintError)) throw error
      this.#needs.log.warn('a request cannot be forwarded', { error: error.message })
      this.#routes = []
      return null
    }
  }

  #answered(response: SipResponse): void {
    const forwarded = forwardedResponse(response)
    // RFC 3261 §16.7 item 3: it was for us alone. A final one still ends the branch.
    if (forwarded === null) {
      if (response.status >= 200) this.#end('transport', 'a response that leads nowhere')
      return
    }
    this.#heard = true
    if (response.status === 503 && this.#routes.length > 0) {
      this.#unavailable = forwarded
      this.#attempt++
      this.#next('transport')
    } else this.#listener.answered(forwarded)
  }

  #failed(why: ClientFailure): void {
    if (this.#heard && this.#unavailable === null) this.#end(why, 'it answered before')
    else this.#next(why)
  }

  #end(why: ClientFailure, detail: string): void {
    this.#needs.log.debug('a branch of a SIP request failed', { why, detail })
    this.#listener.failed(why)
  }
}
