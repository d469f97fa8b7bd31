import { type ClientTableEffect, ClientTransactions } from '@weft/protocols/sip/client-transactions'
import type { SipHeaderField, SipMessage, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { type ServerTableEffect, ServerTransactions } from '@weft/protocols/sip/server-transactions'
import { earliest, RELIABLE, type Timers, UNRELIABLE } from '@weft/protocols/sip/timers'
import { clientKeyOf, serverKeyOf } from '@weft/protocols/sip/transaction-key'
import { validateResponse } from '@weft/protocols/sip/validate-response'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Channel } from '../transport/channel.ts'
import type { Outbox, Peer } from '../transport/outbox.ts'
import type { Way, Ways } from '../transport/ways.ts'
import { MergedRequests } from './merged-requests.ts'
import { SourceShares } from './source-shares.ts'
import type { ResponseListener, TransactionUser } from './transaction-user.ts'

export interface TransactionNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly outbox: Outbox
  readonly ways: Pick<Ways, 'along'>
  /** Whether the operator knows who sends from that address, who may then have more than a stranger's share of the room. */
  readonly knows: (address: string) => boolean
  /** Called whenever nextWake may have changed. */
  readonly touched: () => void
}

/**
 * `full`: as many as there may be, or as one source may have. `no-key`: the request does not say what tells it apart. `merged`: it is here already, and
 * came another way. `cancels-nothing`: a CANCEL of what is not here.
 */
export type Reception = 'taken' | 'full' | 'no-key' | 'merged' | 'cancels-nothing'

/** Why a request of ours was not sent is for the log; nobody hears of it any more. */
export type Sending = { readonly key: string } | { readonly key: null; readonly why: 'full' | 'no-key' | 'in-use' }

/** A request of somebody else's. */
interface Received {
  readonly user: TransactionUser
  readonly address: string
}

interface Sent {
  readonly channel: Channel
  readonly listener: ResponseListener
}

/** Both kinds of transactions over what is sent on, for several users: see transaction-user.ts. */
export class TransactionLayer {
  readonly #needs: TransactionNeeds
  readonly #servers: ServerTransactions<Peer>
  readonly #clients: ClientTransactions<Peer>
  readonly #received = new Map<string, Received>()
  readonly #shares: SourceShares
  readonly #merged = new MergedRequests()
  readonly #sent = new Map<string, Sent>()
  /** What went out on each connection; the UDP socket is never gone. */
  readonly #onConnection = new Map<Channel, Set<string>>()
  /** Whose the request or ACK is that is being received. */
  #receiver: TransactionUser | null = null
  #stray = (_response: SipResponse) => {}

  /** At most `most` requests of others, and as many of ours, at a time. */
  constructor(most: number, needs: TransactionNeeds) {
    this.#needs = needs
    this.#servers = new ServerTransactions(most)
    this.#shares = new SourceShares(most)
    this.#clients = new ClientTransactions(most)
  }

  /** Requests of others that are kept; answered ones as long as they may be repeated. */
  get serverCount(): number {
    return this.#servers.size
  }

  /** Requests of ours that are under way, or whose responses may be repeated. */
  get clientCount(): number {
    return this.#clients.size
  }

  get nextWake(): number | null {
    return earliest(this.#servers.nextWake, this.#clients.nextWake)
  }

  wake(now: number): void {
    this.#serve(this.#servers.wake(now))
    this.#follow(this.#clients.wake(now))
  }

  /** Who hears of 2xx to INVITEs whose transaction is over (RFC 3261 §13.2.2.4); without that, nobody does. */
  onStrayAnswer(listener: (response: SipResponse) => void): void {
    this.#stray = listener
  }

  /** Whether that is the repetition of a request that is here. */
  repeats(request: SipRequest): boolean {
    return this.#servers.repeats(request)
  }

  /** A stamped request. Repetitions are answered as before; `user` is whose a new one is, and whose an ACK is that ends no transaction. */
  receive(request: SipRequest, peer: Peer, user: TransactionUser): Reception {
    const refusal = this.#refusalOf(request, peer)
    if (refusal !== null) return refusal
    if (user.role === 'agent' && this.#merged.has(request) && !this.#servers.repeats(request)) return 'merged'
    this.#receiver = user
    const effects = this.#servers.receive(request, peer, timersOf(peer.channel), this.#needs.clock.now())
    const [first] = effects
    if (first?.do === 'refuse') return first.reason
    this.#serve(effects)
    return 'taken'
  }

  /** Throws SipPrintError where that response cannot be printed. */
  check(response: SipResponse): void {
    this.#needs.outbox.print(response)
  }

  /**
   * Any number of provisional responses, one final one, and further 2xx to an INVITE. What comes too late, or for a request that is gone, is dropped.
   * Throws SipPrintError where it cannot be printed; nothing is answered then.
   */
  respond(key: string, response: SipResponse): void {
    const kept = this.#needs.outbox.keep(response)
    this.#serve(this.#servers.respond(key, response, this.#needs.clock.now(), kept))
  }

  /** Sends a request other than ACK, which has its Via, with a fresh branch, and its CSeq. Throws SipPrintError where it cannot be printed. */
  send(request: SipRequest, { channel, target }: Way, listener: ResponseListener): Sending {
    this.#needs.outbox.print(request)
    const peer = peerOf(channel, target)
    const sending = this.#clients.send(request, peer, timersOf(channel), this.#needs.clock.now())
    if (!sending.sent) return { key: null, why: sending.reason }
    this.#sent.set(sending.key, { channel, listener })
    this.#index(sending.key, channel)
    this.#follow(sending.effects)
    return { key: sending.key }
  }

  /** CANCELs an INVITE of ours as soon as that may be; `headers` come on top, such as Reason. Its listener hears of its end as of any other's. */
  cancel(key: string, headers: readonly SipHeaderField[] = []): void {
    this.#follow(this.#clients.cancel(key, headers, this.#needs.clock.now()))
  }

  /** Sends a message that is no transaction, once: the ACK of a 2xx, a stray response. Throws SipPrintError where it cannot be printed. */
  pass(message: SipMessage, { channel, target }: Way): void {
    this.#needs.outbox.send(message, peerOf(channel, target), () => {})
  }

  /** A response that came. */
  answered(response: SipResponse): void {
    const role = this.#sent.get(clientKeyOf(response) ?? '')?.listener.role === 'proxy' ? 'proxy' : 'client'
    if (validateResponse(response, role).acceptable) this.#follow(this.#clients.receive(response, this.#needs.clock.now()))
  }

  /** What went out on it will not be answered. */
  closed(channel: Channel): void {
    for (const key of [...(this.#onConnection.get(channel) ?? [])])
      this.#follow(this.#clients.transportError(key, this.#needs.clock.now()))
  }

  /** Why nothing is kept of a request, null where it may be. What belongs to a request that is here always may. */
  #refusalOf(request: SipRequest, { source: { address } }: Peer): 'full' | 'cancels-nothing' | null {
    const { method } = request
    if (method === 'CANCEL')
      return this.#servers.cancelledBy(request) === null && !this.#servers.repeats(request) ? 'cancels-nothing' : null
    if (method === 'ACK' || this.#shares.admits(address) || this.#needs.knows(address)) return null
    return this.#servers.repeats(request) ? null : 'full'
  }

  #serve(effects: readonly ServerTableEffect<Peer>[]): void {
    for (const effect of effects) this.#carryOut(effect)
    this.#needs.touched()
  }

  #carryOut(effect: ServerTableEffect<Peer>): void {
    const { log, outbox } = this.#needs
    switch (effect.do) {
      case 'send':
        outbox.send(effect.message, effect.peer, () => void this.#sendAnew(effect.key, effect.message, effect.peer))
        break
      case 'request': {
        const { key, request, peer, cancels } = effect
        const user = (cancels === null ? null : this.#received.get(cancels)?.user) ?? this.#receiver
        if (!user) break
        const { address } = peer.source
        this.#received.set(key, { user, address })
        this.#shares.begin(address)
        if (user.role === 'agent') this.#merged.add(key, request)
        if (cancels === null) user.requested({ key, request, peer })
        else user.cancelled(cancels, { key, request, peer })
        break
      }
      case 'ack':
        this.#acknowledged(effect.request, effect.peer)
        break
      case 'fail':
        log.debug('a SIP response may not have arrived', { why: effect.reason })
        this.#received.get(effect.key)?.user.undelivered(effect.key, effect.reason)
        break
      case 'end':
        this.#forget(effect.key)
        break
      case 'refuse':
      case 'drop':
    }
  }

  #forget(key: string): void {
    const { user, address } = this.#received.get(key) ?? {}
    this.#received.delete(key)
    this.#merged.delete(key)
    if (address !== undefined) this.#shares.end(address)
    user?.ended(key)
  }

  /** An ACK of a 2xx may have the branch of its INVITE, though it should not: it is then whose the INVITE is. */
  #acknowledged(ack: SipRequest, peer: Peer): void {
    const user = this.#received.get(serverKeyOf(ack) ?? '')?.user ?? this.#receiver
    user?.acknowledged(ack, peer)
  }

  /** A response whose connection is gone goes over another one (RFC 3261 §18.2.2), and is repeated as if it had not been sent where there is none. */
  async #sendAnew(key: string, response: SipResponse, peer: Peer): Promise<void> {
    const { clock, outbox, ways } = this.#needs
    const lost = () => this.#serve(this.#servers.transportError(key, clock.now()))
    const { transport } = peer.channel
    const { address, port } = peer.target
    const way = transport === 'udp' ? null : await ways.along({ host: address, port, transport }, address).catch(() => null)
    if (way) outbox.send(response, { ...peer, channel: way.channel, source: { transport, ...peer.target } }, lost)
    else lost()
  }

  #follow(effects: readonly ClientTableEffect<Peer>[]): void {
    const { clock, outbox, touched } = this.#needs
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          outbox.send(effect.message, effect.peer, () => this.#follow(this.#clients.transportError(effect.key, clock.now())))
          break
        case 'response':
          this.#sent.get(effect.key)?.listener.answered(effect.response)
          break
        case 'fail':
          this.#sent.get(effect.key)?.listener.failed(effect.reason)
          break
        case 'end': {
          const { channel, listener } = this.#sent.get(effect.key) ?? {}
          this.#sent.delete(effect.key)
          if (channel) this.#unindex(effect.key, channel)
          listener?.ended()
          break
        }
        case 'stray-answer':
          this.#stray(effect.response)
          break
        case 'drop':
      }
    }
    touched()
  }

  #index(key: string, channel: Channel): void {
    if (channel.transport === 'udp') return
    const keys = this.#onConnection.get(channel)
    if (keys) keys.add(key)
    else this.#onConnection.set(channel, new Set([key]))
  }

  #unindex(key: string, channel: Channel): void {
    const keys = this.#onConnection.get(channel)
    keys?.delete(key)
    if (keys?.size === 0) this.#onConnection.delete(channel)
  }
}

function timersOf({ transport }: Channel): Timers {
  return transport === 'udp' ? UNRELIABLE : RELIABLE
}

function peerOf(channel: Channel, target: Way['target']): Peer {
  return { channel, target, source: { transport: channel.transport, ...target } }
}
