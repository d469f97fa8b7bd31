import type { SipRequest, SipResponse } from './message.ts'
import type { Timers } from './timers.ts'
import { drop, end, type ServerEffect, type ServerInput, type Started } from './transaction.ts'

export type NonInviteServerState = 'trying' | 'proceeding' | 'completed' | 'terminated'

/**
 * A request other than INVITE and ACK that came to us (RFC 3261 §17.2.2, RFC 4320 §4).
 *
 *     trying ──100──► proceeding        200-699 from either ──► completed ──J──►┐
 *        │ F               │ F                                                  ├─► terminated
 *        └─────────────────┴────────────────────────────────────────────────────┘
 *
 * RFC 3261 lets a user that never answers hold it for ever. Here it ends when the client's timer F has fired: an answer would find nobody, and
 * 408 is none (RFC 4320 §4.2).
 */
export class NonInviteServerTransaction {
  readonly #method: string
  readonly #timers: Timers
  /** When 100 may be sent. */
  readonly #quietUntil: number
  #state: NonInviteServerState = 'trying'
  /** When timer F of the client, or ours, J, fires. */
  #endAt: number | null
  /** What a repeated request is answered with. */
  #response: SipResponse | null = null

  private constructor(request: SipRequest, timers: Timers, now: number) {
    this.#method = request.method
    this.#timers = timers
    this.#quietUntil = now + timers.quiet
    this.#endAt = now + timers.F
  }

  static start(request: SipRequest, timers: Timers, now: number): Started<NonInviteServerTransaction, ServerEffect> {
    return { transaction: new NonInviteServerTransaction(request, timers, now), effects: [{ do: 'pass', request }] }
  }

  get state(): NonInviteServerState {
    return this.#state
  }

  get nextWake(): number | null {
    return this.#endAt
  }

  step(input: ServerInput, now: number): ServerEffect[] {
    if (this.#state === 'terminated') return []
    switch (input.kind) {
      case 'request':
        if (input.request.method !== this.#method) return [drop('not-ours')]
        return this.#response ? [{ do: 'send', message: this.#response }] : [drop('repeated-request')]
      case 'respond':
        return this.#respond(input.response, now)
      case 'transport-error':
        // RFC 6026 §8.8: the transaction "MUST remain in the current state"; a repeated request gives the response another chance.
        return [this.#response ? { do: 'fail', reason: 'transport' } : drop('nothing-sent')]
      case 'wake':
        if (this.#endAt === null || now < this.#endAt) return []
        return this.#state === 'completed' ? this.#terminate() : this.#terminate({ do: 'fail', reason: 'unanswered' })
    }
  }

  #respond(response: SipResponse, now: number): ServerEffect[] {
    if (this.#state === 'completed') return [drop('already-answered')]
    if (!this.#mayRespond(response.status, now)) return [drop('not-for-this-method')]
    this.#response = response
    if (response.status < 200) {
      this.#state = 'proceeding'
      return [{ do: 'send', message: response }]
    }
    this.#state = 'completed'
    this.#endAt = now + this.#timers.J
    return this.#timers.J > 0 ? [{ do: 'send', message: response }] : this.#terminate({ do: 'send', message: response })
  }

  /** RFC 4320 §4: no provisional response but 100, that not before the client repeats its request slowly anyway, and no 408. */
  #mayRespond(status: number, now: number): boolean {
    return status < 200 ? status === 100 && now >= this.#quietUntil : status !== 408
  }

  #terminate(...last: readonly ServerEffect[]): ServerEffect[] {
    this.#state = 'terminated'
    this.#endAt = null
    this.#response = null
    return [...last, end]
  }
}
