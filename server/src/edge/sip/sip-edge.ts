import type { SipMessage, SipRequest } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { SipParseError } from '@weft/protocols/sip/sip-error'
import { earliest } from '@weft/protocols/sip/timers'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipSource } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import { OwnSubscriptions } from './event/own-subscriptions.ts'
import { SipSubscriptions, type SubscriptionLimits } from './event/sip-subscriptions.ts'
import { OwnAddresses, type SipPlace } from './gate/own-addresses.ts'
import { type GateSettings, RequestGate } from './gate/request-gate.ts'
import type { Locating } from './next-hop.ts'
import { type ProxySettings, SipProxy } from './proxy/sip-proxy.ts'
import type { SessionLimits } from './session/session-table.ts'
import { SipSessions } from './session/sip-sessions.ts'
import { SipClient } from './sip-client.ts'
import { SipServer } from './sip-server.ts'
import { TransactionLayer } from './transaction/transaction-layer.ts'
import type { Channel, ChannelListener } from './transport/channel.ts'
import { Outbox, type Peer } from './transport/outbox.ts'
import type { SipTrace } from './transport/sip-trace.ts'
import type { SipIdentity } from './transport/stream-transport.ts'
import { type TransportSettings, Transports } from './transport/transports.ts'
import { stamp, wayBack } from './transport/way-back.ts'
import { Ways } from './transport/ways.ts'

export interface SipEdgeSettings {
  readonly transports: TransportSettings
  readonly gate: GateSettings
  /** `Weft/version`. */
  readonly product: string
  /** Requests of others that are kept, and of ours that are under way. */
  readonly mostTransactions: number
  readonly sessions: SessionLimits
  readonly subscriptions: SubscriptionLimits
}

export interface SipEdgeNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Null where nobody wants one. */
  readonly trace: SipTrace | null
  /** Find the way of calls of ours, and that of what is within dialogs, on which the outbound proxy is not unless it says so. */
  readonly locating: Locating
  readonly hops: Locating
}

/** The SIP edge: transports, the transactions over them, and one timer for all. */
export class SipEdge implements ChannelListener {
  readonly #settings: SipEdgeSettings
  readonly #clock: Clock
  readonly #random: Random
  readonly #hops: Locating
  readonly #log: Log
  readonly #trace: SipTrace | null
  readonly #transports: Transports
  readonly #ways: Ways
  readonly #layer: TransactionLayer
  readonly #server: SipServer
  /** Sends requests outside dialogs. */
  readonly client: SipClient
  /** Calls. */
  readonly sessions: SipSessions
  /** Subscriptions of others, outside calls. */
  readonly subscriptions: SipSubscriptions
  /** Subscriptions of our own. */
  readonly subscriber: OwnSubscriptions
  #applications: readonly SipApplication<SipRequest>[] = []
  #gate: RequestGate
  #proxy: SipProxy | null = null
  #host = ''
  #wakeAt: number | null = null
  #cancelWake = () => {}
  #stopped = false

  constructor(settings: SipEdgeSettings, { clock, random, log, trace, locating, hops }: SipEdgeNeeds) {
    this.#settings = settings
    this.#clock = clock
    this.#random = random
    this.#hops = hops
    this.#log = log
    this.#trace = trace
    const outbox = new Outbox(log, (bytes, to) => this.#trace?.packet('OUTGOING', bytes, to, this.#end(to.transport)))
    this.#transports = new Transports(settings.transports, this, { clock, random, log })
    this.#ways = new Ways(this.#transports)
    const { product } = settings
    const touched = () => this.#schedule()
    const knows = (address: string) => this.#gate.knows(address)
    const layer = new TransactionLayer(settings.mostTransactions, { clock, log, outbox, ways: this.#ways, knows, touched })
    this.#layer = layer
    const believes = (address: string) => this.#gate.believes(address)
    const common = { layer, ways: this.#ways, clock, random, log, product, hops, touched }
    const subscriptions = new SipSubscriptions(settings.subscriptions, { ...common, believes })
    const sessions = new SipSessions(settings.sessions, {
      ...{ ...common, locating, believes },
      notifiersOf: (call) => subscriptions.within(call),
    })
    this.subscriptions = subscriptions
    this.subscriber = new OwnSubscriptions(settings.subscriptions.most, { ...common, locating })
    this.sessions = sessions
    layer.onStrayAnswer((response) => sessions.answeredLate(response))
    this.#server = new SipServer({ layer, sessions, subscriptions, product, random, log, outbox, believes })
    this.client = new SipClient(layer, this.#ways)
    this.#gate = this.#gateFor(settings.gate)
  }

  /** Listens for requests to these applications, and forwards those that are for somebody else where `proxy` is not null. */
  async start(
    applications: readonly SipApplication<SipRequest>[],
    { address, host }: SipPlace,
    proxy: ProxySettings | null = null,
  ): Promise<void> {
    this.#applications = applications
    this.#host = host
    this.#ways.use(host, OwnAddresses.of({ address, host }))
    this.admit(this.#settings.gate)
    this.#proxy = proxy && this.#proxyOf(proxy)
    this.#server.use(this.#proxy)
    await this.#transports.listen(address)
  }

  /** From now on requests are judged by these settings. */
  admit(settings: GateSettings): void {
    this.#gate = this.#gateFor(settings)
    if (this.#gate.warning !== null) this.#log.warn(this.#gate.warning)
  }

  /** Where a transport is listened on; null where it is not. */
  port(transport: SipSource['transport']): number | null {
    return this.#transports.port(transport)
  }

  /** Whether that host, an address or a name, is this server itself, once it has started. */
  isHere(host: string): boolean {
    return this.#ways.isHere(host)
  }

  /** Requests of others that are kept; answered ones as long as they may be repeated. */
  get transactions(): number {
    return this.#layer.serverCount
  }

  /** Requests that are forwarded and not answered yet. */
  get forwarded(): number {
    return this.#proxy?.open ?? 0
  }

  /** Requests of ours that are under way, or whose responses may be repeated. */
  get requests(): number {
    return this.#layer.clientCount
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(identity: SipIdentity): void {
    this.#transports.useCertificate(identity)
  }

  /** New requests are answered 503, while those there go on. */
  drain(): void {
    this.#server.drain()
  }

  /** Ends all calls and subscriptions; resolves when the others have heard of it, or are given up. */
  async farewell(): Promise<void> {
    await Promise.all([this.sessions.hangUp(), this.subscriptions.end(), this.subscriber.end()])
  }

  /** Listens no more; requests of ours that wait have no answer. */
  stop(): void {
    this.#stopped = true
    this.#cancelWake()
    this.#transports.close()
    this.client.stop()
  }

  message(bytes: Uint8Array, source: SipSource, channel: Channel): void {
    this.#trace?.packet('INCOMING', bytes, source, this.#end(source.transport))
    let message: SipMessage
    try {
      message = parseMessage(bytes)
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error
      this.broken(error, source, channel)
      return
    }
    if (message.kind === 'response') {
      this.#layer.answered(message)
      return
    }
    const request = stamp(message, source)
    this.#server.receive(request, peerOf(request, source, channel), this.#gate)
  }

  broken(error: SipParseError, source: SipSource, channel: Channel): void {
    this.#log.debug('no SIP message', { from: source.address, why: error.message })
    if (error.request === null) return
    const request = stamp(error.request, source)
    this.#server.refuse(request, peerOf(request, source, channel), this.#gate.admits(source.address) ? error.status : 403)
  }

  closed(channel: Channel): void {
    this.#layer.closed(channel)
  }

  #proxyOf(proxy: ProxySettings): SipProxy {
    return new SipProxy(proxy, {
      ...{ layer: this.#layer, ways: this.#ways, locating: this.#hops },
      ...{ clock: this.#clock, random: this.#random, log: this.#log, product: this.#settings.product },
      applications: {
        named: (request, { address }) => this.#gate.namedApplication(request, address),
        find: (name) => this.#applications.find((application) => application.name === name),
        userOf: (application, request) => this.#server.userFor(application, request),
      },
    })
  }

  #gateFor(settings: GateSettings): RequestGate {
    return new RequestGate(settings, this.#applications, {
      repeats: (request) => this.#layer.repeats(request),
      find: (request) => this.sessions.find(request) ?? this.subscriptions.find(request) ?? this.subscriber.find(request),
    })
  }

  /** Our end, as a trace shows it. */
  #end(transport: SipSource['transport']): { readonly address: string; readonly port: number } | null {
    const port = this.port(transport)
    return port === null ? null : { address: this.#host, port }
  }

  #schedule(): void {
    const next = earliest(this.#layer.nextWake, this.sessions.nextWake, this.subscriptions.nextWake, this.subscriber.nextWake)
    if (next === this.#wakeAt || this.#stopped) return
    this.#cancelWake()
    this.#cancelWake = () => {}
    this.#wakeAt = next
    if (next !== null) this.#cancelWake = this.#clock.after(Math.max(0, next - this.#clock.now()), () => this.#wake())
  }

  #wake(): void {
    this.#wakeAt = null
    const now = this.#clock.now()
    this.#layer.wake(now)
    this.sessions.wake(now)
    this.subscriptions.wake(now)
    this.subscriber.wake(now)
    this.#schedule()
  }
}

/** Who a stamped request is from, and where its responses go. */
function peerOf(request: SipRequest, source: SipSource, channel: Channel): Peer {
  return { channel, source, target: wayBack(request, source) }
}
