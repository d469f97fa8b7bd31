import type { SipResponse } from './message.ts'
import { earliest, type Gaps, Retransmission, T1, T2 } from './timers.ts'
import { type Ended, end, type Started } from './transaction.ts'

export type UnacknowledgedEffect =
  | { readonly do: 'send'; readonly message: SipResponse }
  /** Nobody acknowledged it: a 2xx means BYE now (§13.3.1.4), a provisional response a refusal of its INVITE with 5xx (RFC 3262 §3). */
  | { readonly do: 'fail'; readonly reason: 'no-ack' }
  | Ended

export type UnacknowledgedInput = { readonly kind: 'acknowledged' } | { readonly kind: 'wake' }

/** Gaps of a 2xx to INVITE, whatever its transport: behind the next hop the way may be UDP (RFC 3261 §13.3.1.4). */
export const SUCCESS_GAPS: Gaps = { first: T1, most: T2 }
/** Gaps of a reliable provisional response, which double on and on (RFC 3262 §3). */
export const RELIABLE_PROVISIONAL_GAPS: Gaps = { first: T1, most: Number.POSITIVE_INFINITY }

const PATIENCE = 64 * T1

/**
 * A response to INVITE that its user repeats until it is acknowledged from end to end: a 2xx by ACK, a reliable provisional response by PRACK. Each
 * `send` goes through the INVITE's server transaction.
 */
export class UnacknowledgedResponse {
  readonly #response: SipResponse
  readonly #retransmission = new Retransmission()
  #endAt: number | null

  private constructor(response: SipResponse, gaps: Gaps, now: number) {
    this.#response = response
    this.#retransmission.start(gaps, now)
    this.#endAt = now + PATIENCE
  }

  static start(response: SipResponse, gaps: Gaps, now: number): Started<UnacknowledgedResponse, UnacknowledgedEffect> {
    const transaction = new UnacknowledgedResponse(response, gaps, now)
    return { transaction, effects: [{ do: 'send', message: response }] }
  }

  get nextWake(): number | null {
    return earliest(this.#retransmission.at, this.#endAt)
  }

  step(input: UnacknowledgedInput, now: number): UnacknowledgedEffect[] {
    if (this.#endAt === null) return []
    if (input.kind === 'acknowledged') return this.#finish()
    if (now >= this.#endAt) return [{ do: 'fail', reason: 'no-ack' }, ...this.#finish()]
    return this.#retransmission.due(now) ? [{ do: 'send', message: this.#response }] : []
  }

  #finish(): UnacknowledgedEffect[] {
    this.#retransmission.stop()
    this.#endAt = null
    return [end]
  }
}
