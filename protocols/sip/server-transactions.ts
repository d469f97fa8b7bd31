// The requests that came to us and that are not over, as a collection: what is repeated finds its transaction, and one wake serves them all.
import { InviteServerTransaction } from './invite-server-transaction.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { NonInviteServerTransaction } from './non-invite-server-transaction.ts'
import type { Timers } from './timers.ts'
import type { DropReason, ServerEffect, ServerFailure, ServerInput } from './transaction.ts'
import { ackKeyOf, cancelledKeyOf, serverKeyOf } from './transaction-key.ts'
import { WakeQueue } from './wake-queue.ts'

/** What is to be done for the transaction of that key. */
export type ServerTableEffect<Peer> =
  | { readonly do: 'send'; readonly key: string; readonly message: SipResponse; readonly peer: Peer }
  /**
   * For the user, once a transaction, to be answered by respond(). `cancels` is the key of the INVITE that a CANCEL is for: null where there is none,
   * and for all other requests (§9.2: CANCEL is then answered 481, else 200, and the INVITE, if it is unanswered, 487).
   */
  | {
      readonly do: 'request'
      readonly key: string
      readonly request: SipRequest
      readonly peer: Peer
      readonly cancels: string | null
    }
  /** For the user: an ACK that is not of a refusal, to be found a dialog for (§13.3.1.4). It is never answered. */
  | { readonly do: 'ack'; readonly request: SipRequest; readonly peer: Peer }
  /** Not taken; to be answered without a transaction. `full`: 503. `no-key`: 400. */
  | { readonly do: 'refuse'; readonly request: SipRequest; readonly peer: Peer; readonly reason: 'full' | 'no-key' }
  /** For the user: the peer may not have its response. */
  | { readonly do: 'fail'; readonly key: string; readonly reason: ServerFailure }
  | { readonly do: 'drop'; readonly key: string | null; readonly reason: DropReason }
  /** The key is free. */
  | { readonly do: 'end'; readonly key: string }

interface Entry<Peer> {
  readonly key: string
  readonly peer: Peer
  /** Null once it is answered: what is repeated is the answer. */
  request: SipRequest | null
  readonly machine: InviteServerTransaction | NonInviteServerTransaction
  /** Where the ACK of an RFC 2543 client will look for its INVITE. */
  ackKey: string | null
}

/** `Peer` is wherever the caller sends responses to; it is only handed back. Times are ms of one clock. A message that is sent again is the same object. */
export class ServerTransactions<Peer> {
  readonly #most: number
  readonly #entries = new Map<string, Entry<Peer>>()
  readonly #acks = new Map<string, Entry<Peer>>()
  readonly #queue = new WakeQueue<Entry<Peer>>()

  /** At most `most` requests at a time; a CANCEL of one of them comes above it. */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#entries.size
  }

  /** When wake() is wanted; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    return this.#queue.next
  }

  /** A request as it came, its top Via as the peer wrote it or always completed alike (§18.2.1). `timers` are those of its transport. */
  receive(request: SipRequest, peer: Peer, timers: Timers, now: number): ServerTableEffect<Peer>[] {
    const key = serverKeyOf(request)
    const entry = key === null ? undefined : (this.#entries.get(key) ?? this.#acks.get(key))
    if (entry) return this.#step(entry, { kind: 'request', request }, now)
    if (request.method === 'ACK') return [{ do: 'ack', request, peer }]
    if (key === null) return [{ do: 'refuse', request, peer, reason: 'no-key' }]
    if (this.#entries.size >= this.#most && this.cancelledBy(request) === null)
      return [{ do: 'refuse', request, peer, reason: 'full' }]
    const Transaction = request.method === 'INVITE' ? InviteServerTransaction : NonInviteServerTransaction
    const { transaction, effects } = Transaction.start(request, timers, now)
    const begun: Entry<Peer> = { key, peer, request, machine: transaction, ackKey: null }
    this.#entries.set(key, begun)
    return this.#after(begun, effects)
  }

  /** Whether that is the repetition of a request that is here. */
  repeats(request: SipRequest): boolean {
    const key = serverKeyOf(request)
    return key !== null && this.#entries.has(key)
  }

  /** The key of the INVITE that a CANCEL is for; null where it is not here, and for all other requests. */
  cancelledBy(request: SipRequest): string | null {
    const key = request.method === 'CANCEL' ? cancelledKeyOf(request) : null
    return key !== null && this.#entries.has(key) ? key : null
  }

  /** Answers the request of that key, provisionally or finally; repeats a 2xx to INVITE. `sent` is what goes out for the response, each time. */
  respond(key: string, response: SipResponse, now: number, sent = response): ServerTableEffect<Peer>[] {
    const entry = this.#entries.get(key)
    if (!entry) return [{ do: 'drop', key, reason: 'unknown-transaction' }]
    const effects = this.#step(entry, { kind: 'respond', response: sent }, now)
    const { request } = entry
    if (request === null || response.status < 200 || effects[0]?.do !== 'send') return effects
    if (response.status >= 300 && request.method === 'INVITE') entry.ackKey = ackKeyOf(request, response)
    if (entry.ackKey !== null) this.#acks.set(entry.ackKey, entry)
    entry.request = null
    return effects
  }

  /** What was last sent for that key did not arrive, nor did a backup take it (§17.2.4). */
  transportError(key: string, now: number): ServerTableEffect<Peer>[] {
    const entry = this.#entries.get(key)
    return entry ? this.#step(entry, { kind: 'transport-error' }, now) : [{ do: 'drop', key, reason: 'unknown-transaction' }]
  }

  /** Does what is due. */
  wake(now: number): ServerTableEffect<Peer>[] {
    const effects: ServerTableEffect<Peer>[] = []
    for (let entry = this.#queue.take(now); entry; entry = this.#queue.take(now))
      effects.push(...this.#step(entry, { kind: 'wake' }, now))
    return effects
  }

  #step(entry: Entry<Peer>, input: ServerInput, now: number): ServerTableEffect<Peer>[] {
    return this.#after(entry, entry.machine.step(input, now))
  }

  #after(entry: Entry<Peer>, effects: readonly ServerEffect[]): ServerTableEffect<Peer>[] {
    this.#queue.set(entry, entry.machine.nextWake)
    return effects.map((effect) => this.#translate(entry, effect))
  }

  #translate(entry: Entry<Peer>, effect: ServerEffect): ServerTableEffect<Peer> {
    const { key, peer } = entry
    switch (effect.do) {
      case 'send':
        return { do: 'send', key, message: effect.message, peer }
      case 'pass': {
        const { request } = effect
        if (request.method === 'ACK') return { do: 'ack', request, peer }
        return { do: 'request', key, request, peer, cancels: this.cancelledBy(request) }
      }
      case 'fail':
        return { do: 'fail', key, reason: effect.reason }
      case 'drop':
        return { do: 'drop', key, reason: effect.reason }
      case 'end':
        this.#entries.delete(key)
        if (entry.ackKey !== null) this.#acks.delete(entry.ackKey)
        return { do: 'end', key }
    }
  }
}
