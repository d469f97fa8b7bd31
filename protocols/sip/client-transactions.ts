// The requests that we sent and that are not over, as a collection: responses find theirs, and one wake serves them all.
import { InviteClientTransaction } from './invite-client-transaction.ts'
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { NonInviteClientTransaction } from './non-invite-client-transaction.ts'
import type { Timers } from './timers.ts'
import type { ClientEffect, ClientFailure, ClientInput, DropReason, InviteClientInput } from './transaction.ts'
import { clientKeyOf } from './transaction-key.ts'
import { WakeQueue } from './wake-queue.ts'

/** What is to be done for the transaction of that key. */
export type ClientTableEffect<Peer> =
  | { readonly do: 'send'; readonly key: string; readonly message: SipRequest; readonly peer: Peer }
  /** For the user. */
  | { readonly do: 'response'; readonly key: string; readonly response: SipResponse }
  /**
   * A 2xx to INVITE that came after its transaction was over, for a user agent that knows its dialog, to be acknowledged and ended (§13.2.2.4);
   * a proxy drops it (RFC 6026).
   */
  | { readonly do: 'stray-answer'; readonly response: SipResponse }
  /** For the user: no final response will come. */
  | { readonly do: 'fail'; readonly key: string; readonly reason: ClientFailure }
  | { readonly do: 'drop'; readonly key: string | null; readonly reason: DropReason }
  /** The key is free. */
  | { readonly do: 'end'; readonly key: string }

/** `full`: as many as there may be. `no-key`: no top Via with a branch, or no CSeq. `in-use`: the branch is not unique (§8.1.1.7). */
export type Sending<Peer> =
  | { readonly sent: true; readonly key: string; readonly effects: ClientTableEffect<Peer>[] }
  | { readonly sent: false; readonly reason: 'full' | 'no-key' | 'in-use' }

interface Entry<Peer> {
  readonly key: string
  readonly peer: Peer
  readonly timers: Timers
  readonly machine: InviteClientTransaction | NonInviteClientTransaction
  /** A CANCEL of ours, whose fate the user need not hear of. */
  readonly quiet: boolean
}

/**
 * `Peer` is wherever the caller sends requests to; it is only handed back. Times are ms of one clock. A message that is sent again is the same object.
 */
export class ClientTransactions<Peer> {
  readonly #most: number
  readonly #entries = new Map<string, Entry<Peer>>()
  readonly #queue = new WakeQueue<Entry<Peer>>()

  /** At most `most` requests at a time; a CANCEL goes out above it. */
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

  /** Sends a request other than ACK, which has its Via, with a fresh branch, and its CSeq. */
  send(request: SipRequest, peer: Peer, timers: Timers, now: number): Sending<Peer> {
    if (this.#entries.size >= this.#most) return { sent: false, reason: 'full' }
    return this.#begin(request, peer, timers, false, now)
  }

  /** Ends an INVITE by CANCEL as soon as that may be (§9.1); its final response, or that there is none, is told as for any INVITE. */
  cancel(key: string, headers: readonly SipHeaderField[], now: number): ClientTableEffect<Peer>[] {
    const entry = this.#entries.get(key)
    if (!entry) return [{ do: 'drop', key, reason: 'unknown-transaction' }]
    if (!(entry.machine instanceof InviteClientTransaction)) return [{ do: 'drop', key, reason: 'nothing-to-cancel' }]
    const input: InviteClientInput = { kind: 'cancel', headers }
    return this.#after(entry, entry.machine.step(input, now), now)
  }

  receive(response: SipResponse, now: number): ClientTableEffect<Peer>[] {
    const key = clientKeyOf(response)
    const entry = key === null ? undefined : this.#entries.get(key)
    if (entry) return this.#step(entry, { kind: 'response', response }, now)
    const accepted = response.status >= 200 && response.status < 300 && cseqOf(response)?.method === 'INVITE'
    return [accepted ? { do: 'stray-answer', response } : { do: 'drop', key, reason: 'stray-response' }]
  }

  /** What was last sent for that key did not arrive, or its connection broke before the final response. */
  transportError(key: string, now: number): ClientTableEffect<Peer>[] {
    const entry = this.#entries.get(key)
    return entry ? this.#step(entry, { kind: 'transport-error' }, now) : [{ do: 'drop', key, reason: 'unknown-transaction' }]
  }

  /** Does what is due. */
  wake(now: number): ClientTableEffect<Peer>[] {
    const effects: ClientTableEffect<Peer>[] = []
    for (let entry = this.#queue.take(now); entry; entry = this.#queue.take(now))
      effects.push(...this.#step(entry, { kind: 'wake' }, now))
    return effects
  }

  #begin(request: SipRequest, peer: Peer, timers: Timers, quiet: boolean, now: number): Sending<Peer> {
    const key = clientKeyOf(request)
    if (key === null) return { sent: false, reason: 'no-key' }
    if (this.#entries.has(key)) return { sent: false, reason: 'in-use' }
    const Transaction = request.method === 'INVITE' ? InviteClientTransaction : NonInviteClientTransaction
    const { transaction, effects } = Transaction.start(request, timers, now)
    const entry = { key, peer, timers, machine: transaction, quiet }
    this.#entries.set(key, entry)
    return { sent: true, key, effects: this.#after(entry, effects, now) }
  }

  #step(entry: Entry<Peer>, input: ClientInput, now: number): ClientTableEffect<Peer>[] {
    return this.#after(entry, entry.machine.step(input, now), now)
  }

  #after(entry: Entry<Peer>, effects: readonly ClientEffect[], now: number): ClientTableEffect<Peer>[] {
    this.#queue.set(entry, entry.machine.nextWake)
    return effects.flatMap((effect) => this.#translate(entry, effect, now))
  }

  #translate(entry: Entry<Peer>, effect: ClientEffect, now: number): ClientTableEffect<Peer>[] {
    const { key, peer, timers, quiet } = entry
    switch (effect.do) {
      case 'send':
        return [{ do: 'send', key, message: effect.message, peer }]
      case 'cancel': {
        const sending = this.#begin(effect.request, peer, timers, true, now)
        return sending.sent ? sending.effects : [{ do: 'drop', key, reason: 'nothing-to-cancel' }]
      }
      case 'pass':
        return [quiet ? { do: 'drop', key, reason: 'cancel-answered' } : { do: 'response', key, response: effect.response }]
      case 'fail':
        return [quiet ? { do: 'drop', key, reason: 'cancel-answered' } : { do: 'fail', key, reason: effect.reason }]
      case 'drop':
        return [{ do: 'drop', key, reason: effect.reason }]
      case 'end':
        this.#entries.delete(key)
        return [{ do: 'end', key }]
    }
  }
}
