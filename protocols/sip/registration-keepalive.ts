// Signs of life on the flow of a registration (RFC 5626 §4.4): they keep NATs and firewalls open, and tell when the way back is gone. Over a connection a
// ping of CR LF CR LF is answered by CR LF (§3.5.1); over UDP it is a STUN Binding request (§3.5.2), whose answer also says where we are seen.
//
// It begins with the `keepAlive` of each `registered` that a Registration tells; its `flow-failed` is that Registration's input, over a flow opened anew.
import type { KeepAlive } from './register-response.ts'
import { parseStun, printStunRequest, type StunAddress } from './stun-binding.ts'
import { earliest, type Gaps, Retransmission, T1 } from './timers.ts'

export type KeepAliveInput =
  /** The flow is registered, or registered anew with other times. */
  | { readonly kind: 'start'; readonly times: KeepAlive }
  /** A CR LF between messages, as framing.ts tells it. */
  | { readonly kind: 'pong' }
  /** A datagram from the server that is STUN. */
  | { readonly kind: 'stun'; readonly bytes: Uint8Array }
  | { readonly kind: 'wake' }
  | { readonly kind: 'stop' }

export type KeepAliveEffect =
  | { readonly do: 'send'; readonly bytes: Uint8Array }
  /** The flow is to be opened anew, and to be registered. It is kept alive no more until then. */
  | { readonly do: 'flow-failed'; readonly why: FlowFailure }

/** `silent`: nobody answered. `moved`: a NAT gave us another address, to which nothing comes that goes to the old one (§4.4.2). */
export type FlowFailure = 'silent' | 'moved'

/** §4.4.1: how long to wait for a pong, in ms. */
const PONG_PATIENCE = 10_000
/** RFC 8489 §6.2.1: seven requests, after the last of which as much time passes as 16 first gaps are. */
const STUN_GAPS: Gaps = { first: T1, most: Number.POSITIVE_INFINITY }
const STUN_PATIENCE = T1 * (1 + 2 + 4 + 8 + 16 + 32 + 16)
const PING = new TextEncoder().encode('\r\n\r\n')

interface Probe {
  readonly bytes: Uint8Array
  /** Null for a ping, which is answered without saying which one it was. */
  readonly transactionId: Uint8Array | null
  readonly failsAt: number
}

export class RegistrationKeepAlive {
  readonly #newTransactionId: (() => Uint8Array) | null
  readonly #random: () => number
  readonly #repeats = new Retransmission()
  #times: KeepAlive | null = null
  #nextAt: number | null = null
  #probe: Probe | null = null
  #seenAs: StunAddress | null = null

  /** `newTransactionId` gives 12 fresh random bytes, for UDP; null over a connection. `random` is from 0 up to, not including, 1. */
  constructor(newTransactionId: (() => Uint8Array) | null, random: () => number) {
    this.#newTransactionId = newTransactionId
    this.#random = random
  }

  /** When `wake` is wanted, in ms; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    return earliest(this.#nextAt, this.#repeats.at, this.#probe?.failsAt ?? null)
  }

  /** `now` is in ms. Throws nothing. */
  step(input: KeepAliveInput, now: number): KeepAliveEffect[] {
    switch (input.kind) {
      case 'start':
        this.#times = input.times
        if (!this.#probe) this.#rest(now)
        return []
      case 'pong':
        if (this.#probe?.transactionId === null) this.#rest(now)
        return []
      case 'stun':
        return this.#answered(input.bytes, now)
      case 'wake':
        return this.#wake(now)
      case 'stop':
        this.#stop()
        return []
    }
  }

  #wake(now: number): KeepAliveEffect[] {
    if (this.#probe && now >= this.#probe.failsAt) return this.#fail('silent')
    if (this.#probe) return this.#repeats.due(now) ? [{ do: 'send', bytes: this.#probe.bytes }] : []
    return this.#nextAt !== null && now >= this.#nextAt ? this.#ask(now) : []
  }

  #ask(now: number): KeepAliveEffect[] {
    this.#nextAt = null
    const transactionId = this.#newTransactionId?.() ?? null
    const bytes = transactionId ? printStunRequest(transactionId) : PING
    if (transactionId) this.#repeats.start(STUN_GAPS, now)
    this.#probe = { bytes, transactionId, failsAt: now + (transactionId ? STUN_PATIENCE : PONG_PATIENCE) }
    return [{ do: 'send', bytes }]
  }

  #answered(bytes: Uint8Array, now: number): KeepAliveEffect[] {
    const message = parseStun(bytes)
    const id = this.#probe?.transactionId
    if (!message || message.kind === 'request' || !id || !areSame(message.transactionId, id)) return []
    const seen = message.kind === 'success' ? message.mapped : null
    const before = this.#seenAs
    // An error is a sign of life as well.
    if (seen && before && (seen.port !== before.port || !areSame(seen.address, before.address))) return this.#fail('moved')
    this.#seenAs = seen ?? before
    this.#rest(now)
    return []
  }

  /** §4.4.1: each time another time, so that what began together does not stay together. */
  #rest(now: number): void {
    this.#probe = null
    this.#repeats.stop()
    const times = this.#times
    this.#nextAt = times && now + times.atLeast + this.#random() * (times.atMost - times.atLeast)
  }

  #fail(why: FlowFailure): KeepAliveEffect[] {
    this.#stop()
    return [{ do: 'flow-failed', why }]
  }

  #stop(): void {
    this.#times = null
    this.#nextAt = null
    this.#probe = null
    this.#seenAs = null
    this.#repeats.stop()
  }
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
