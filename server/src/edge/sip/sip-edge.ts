import type { SipMessage, SipRequest } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { SipParseError } from '@weft/protocols/sip/sip-error'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipApplication, SipSource } from '../../ports/sip-agent.ts'
import type { SipRoute } from '../../ports/sip-locator.ts'
import type { Channel, ChannelListener } from './channel.ts'
import { Outbox } from './outbox.ts'
import { type GateSettings, RequestGate } from './request-gate.ts'
import { type Outcome, SipClient } from './sip-client.ts'
import { SipServer } from './sip-server.ts'
import type { SipTrace } from './sip-trace.ts'
import type { SipIdentity } from './stream-transport.ts'
import { type TransportSettings, Transports } from './transports.ts'
import { stamp } from './way-back.ts'

export interface SipEdgeSettings {
  readonly transports: TransportSettings
  readonly gate: GateSettings
  /** `Weft/version`. */
  readonly product: string
  /** Requests of others that are kept, and of ours that are under way. */
  readonly mostTransactions: number
}

export interface SipEdgeNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Null where nobody wants one. */
  readonly trace: SipTrace | null
}

/** Where the edge is. */
export interface SipPlace {
  /** IP address to listen on. */
  readonly address: string
  /** The address that others reach us at, for our Via and Contact. */
  readonly host: string
}

/** What a request of ours says of its first hop, in Via and Contact. */
export interface Hop {
  readonly transport: SipSource['transport']
  readonly host: string
  /** Null where nobody listens: the usual one. */
  readonly port: number | null
}

/** The SIP edge: transports, the transactions over them, and one timer for all. */
export class SipEdge implements ChannelListener {
  readonly #settings: SipEdgeSettings
  readonly #clock: Clock
  readonly #log: Log
  readonly #trace: SipTrace | null
  readonly #transports: Transports
  readonly #server: SipServer
  readonly #client: SipClient
  #applications: readonly SipApplication<SipRequest>[] = []
  #gate: RequestGate
  #host = ''
  #wakeAt: number | null = null
  #cancelWake = () => {}
  #stopped = false

  constructor(settings: SipEdgeSettings, { clock, random, log, trace }: SipEdgeNeeds) {
    this.#settings = settings
    this.#clock = clock
    this.#log = log
    this.#trace = trace
    const outbox = new Outbox(log, (bytes, to) => this.#trace?.packet('OUTGOING', bytes, to, this.#end(to.transport)))
    const touched = () => this.#schedule()
    this.#transports = new Transports(settings.transports, this, clock, log)
    this.#server = new SipServer(settings, { clock, random, log, outbox, touched })
    this.#client = new SipClient(settings.mostTransactions, { clock, outbox, touched })
    this.#gate = new RequestGate(settings.gate, [])
  }

  /** Listens for requests to these applications. */
  async start(applications: readonly SipApplication<SipRequest>[], { address, host }: SipPlace): Promise<void> {
    this.#applications = applications
    this.#host = host
    this.admit(this.#settings.gate)
    await this.#transports.listen(address)
  }

  /** From now on requests are judged by these settings. */
  admit(settings: GateSettings): void {
    this.#gate = new RequestGate(settings, this.#applications)
    if (this.#gate.warning !== null) this.#log.warn(this.#gate.warning)
  }

  /** Where a transport is listened on; null where it is not. */
  port(transport: SipSource['transport']): number | null {
    return this.#transports.port(transport)
  }

  /** Requests of others that are kept; answered ones as long as they may be repeated. */
  get transactions(): number {
    return this.#server.size
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(identity: SipIdentity): void {
    this.#transports.useCertificate(identity)
  }

  /** New requests are answered 503, while those there go on. */
  drain(): void {
    this.#server.drain()
  }

  /** Listens no more; requests of ours that wait have no answer. */
  stop(): void {
    this.#stopped = true
    this.#cancelWake()
    this.#transports.close()
    this.#client.stop()
  }

  /**
   * Sends one request along one route; `make` completes it for its first hop. `name` is the domain that a TLS certificate has to be for. Throws
   * SipPrintError where it cannot be printed.
   */
  async request(make: (hop: Hop) => SipRequest, { host, port, transport }: SipRoute, name: string): Promise<Outcome> {
    const target = { address: host, port }
    let channel: Channel
    try {
      channel = await this.#transports.open(transport, target, name)
    } catch (error) {
      return { response: null, why: error instanceof Error ? error.message : String(error) }
    }
    const request = make({ transport, host: this.#host, port: this.#transports.port(transport) })
    return this.#client.send(request, channel, target)
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
    if (message.kind === 'response') this.#client.receive(message)
    else this.#server.receive(stamp(message, source), source, channel, this.#gate)
  }

  broken(error: SipParseError, source: SipSource, channel: Channel): void {
    this.#log.debug('no SIP message', { from: source.address, why: error.message })
    if (error.request === null) return
    this.#server.refuse(stamp(error.request, source), source, channel, this.#gate.admits(source.address) ? error.status : 403)
  }

  closed(channel: Channel): void {
    this.#client.closed(channel)
  }

  /** Our end, as a trace shows it. */
  #end(transport: SipSource['transport']): { readonly address: string; readonly port: number } | null {
    const port = this.port(transport)
    return port === null ? null : { address: this.#host, port }
  }

  #schedule(): void {
    const times = [this.#server.nextWake, this.#client.nextWake].filter((time) => time !== null)
    const next = times.length === 0 ? null : Math.min(...times)
    if (next === this.#wakeAt || this.#stopped) return
    this.#cancelWake()
    this.#cancelWake = () => {}
    this.#wakeAt = next
    if (next !== null) this.#cancelWake = this.#clock.after(Math.max(0, next - this.#clock.now()), () => this.#wake())
  }

  #wake(): void {
    this.#wakeAt = null
    const now = this.#clock.now()
    this.#server.wake(now)
    this.#client.wake(now)
  }
}
