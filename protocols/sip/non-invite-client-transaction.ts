import type { SipRequest, SipResponse } from './message.ts'
import { earliest, Retransmission, type Timers } from './timers.ts'
import { type ClientEffect, type ClientInput, drop, end, type Started } from './transaction.ts'

export type NonInviteClientState = 'trying' | 'proceeding' | 'completed' | 'terminated'

/**
 * A request other than INVITE and ACK that we sent (RFC 3261 §17.1.2).
 *
 *     trying ──1xx──► proceeding        2xx-6xx from either ──► completed ──K──►┐
 *        │ F, error        │ F, error                                           ├─► terminated
 *        └─────────────────┴────────────────────────────────────────────────────┘
 */
export class NonInviteClientTransaction {
  readonly #request: SipRequest
  readonly #timers: Timers
  readonly #retransmission = new Retransmission()
  #state: NonInviteClientState = 'trying'
  /** When timer F or K fires. */
  #endAt: number | null

  private constructor(request: SipRequest, timers: Timers, now: number) {
    this.#request = request
    this.#timers = timers
    this.#retransmission.start(timers.E, now)
    this.#endAt = now + timers.F
  }

  /** `request` as it is to be sent, with its Via and CSeq. */
  static start(request: SipRequest, timers: Timers, now: number): Started<NonInviteClientTransaction, ClientEffect> {
    return { transaction: new NonInviteClientTransaction(request, timers, now), effects: [{ do: 'send', message: request }] }
  }

  get state(): NonInviteClientState {
    return this.#state
  }

  get nextWake(): number | null {
    return earliest(this.#retransmission.at, this.#endAt)
  }

  step(input: ClientInput, now: number): ClientEffect[] {
    if (this.#state === 'terminated') return []
    switch (input.kind) {
      case 'response':
        return this.#receive(input.response, now)
      case 'transport-error':
        return this.#state === 'completed' ? [drop('nothing-sent')] : this.#terminate({ do: 'fail', reason: 'transport' })
      case 'wake':
        return this.#wake(now)
    }
  }

  #receive(response: SipResponse, now: number): ClientEffect[] {
    if (this.#state === 'completed') return [drop(response.status < 200 ? 'late-provisional' : 'repeated-response')]
    if (response.status < 200) {
      this.#state = 'proceeding'
      // §17.1.2.2: in proceeding "Timer E MUST be reset with a value of T2 seconds" each time it fires; the gap that runs now runs on.
      this.#retransmission.slowDown()
      return [{ do: 'pass', response }]
    }
    this.#state = 'completed'
    this.#retransmission.stop()
    this.#endAt = now + this.#timers.K
    return this.#timers.K > 0 ? [{ do: 'pass', response }] : this.#terminate({ do: 'pass', response })
  }

  #wake(now: number): ClientEffect[] {
    if (this.#endAt !== null && now >= this.#endAt)
      return this.#state === 'completed' ? this.#terminate() : this.#terminate({ do: 'fail', reason: 'timeout' })
    return this.#retransmission.due(now) ? [{ do: 'send', message: this.#request }] : []
  }

  #terminate(...last: readonly ClientEffect[]): ClientEffect[] {
    this.#state = 'terminated'
    this.#retransmission.stop()
    this.#endAt = null
    return [...last, end]
  }
}
