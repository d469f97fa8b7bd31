import { ackFor } from './ack.ts'
import { cancelFor } from './cancel.ts'
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import { earliest, Retransmission, type Timers } from './timers.ts'
import { type ClientEffect, drop, end, type InviteClientInput, type Started } from './transaction.ts'

export type InviteClientState = 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated'

/**
 * An INVITE that we sent (RFC 3261 §17.1.1, RFC 6026 §8.4).
 *
 *     calling ──1xx──► proceeding        2xx from either ──► accepted ──M──►┐
 *        │ B, error      │ (no timer)    3xx-6xx, ACK    ──► completed ─D──►┼─► terminated
 *        └───────────────┴──────────────────────────────────────────────────┘
 *
 * Nothing ends an INVITE that is being answered but its user's CANCEL, whose wait for a final response is bounded (§9.1).
 */
export class InviteClientTransaction {
  readonly #invite: SipRequest
  readonly #timers: Timers
  readonly #retransmission = new Retransmission()
  #state: InviteClientState = 'calling'
  /** When timer B, D or M fires, or the wait after CANCEL ends. */
  #endAt: number | null
  /** What the CANCEL shall carry that waits for a provisional response. */
  #cancelHeaders: readonly SipHeaderField[] | null = null
  #cancelled = false

  private constructor(invite: SipRequest, timers: Timers, now: number) {
    this.#invite = invite
    this.#timers = timers
    this.#retransmission.start(timers.A, now)
    this.#endAt = now + timers.B
  }

  /** `invite` as it is to be sent, with its Via and CSeq. */
  static start(invite: SipRequest, timers: Timers, now: number): Started<InviteClientTransaction, ClientEffect> {
    return { transaction: new InviteClientTransaction(invite, timers, now), effects: [{ do: 'send', message: invite }] }
  }

  get state(): InviteClientState {
    return this.#state
  }

  get nextWake(): number | null {
    return earliest(this.#retransmission.at, this.#endAt)
  }

  step(input: InviteClientInput, now: number): ClientEffect[] {
    if (this.#state === 'terminated') return []
    switch (input.kind) {
      case 'response':
        return this.#receive(input.response, now)
      case 'cancel':
        return this.#cancel(input.headers, now)
      case 'transport-error':
        // Accepted sends nothing, so that what failed was not ours; in completed it was the ACK (§17.1.1.2).
        return this.#state === 'accepted' ? [drop('nothing-sent')] : this.#terminate({ do: 'fail', reason: 'transport' })
      case 'wake':
        return this.#wake(now)
    }
  }

  #receive(response: SipResponse, now: number): ClientEffect[] {
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        return this.#receiveFirst(response, now)
      case 'accepted':
        if (response.status < 200) return [drop('late-provisional')]
        // RFC 6026 §8.4: each 2xx is the user's to acknowledge, whether of another branch of a fork or repeated as its ACK was lost.
        return response.status < 300 ? [{ do: 'pass', response }] : [drop('second-final')]
      case 'completed':
        if (response.status < 200) return [drop('late-provisional')]
        if (response.status < 300) return [drop('second-final')]
        // §17.1.1.2: "cause the ACK to be re-passed to the transport layer"; the response itself goes no further.
        return [{ do: 'send', message: ackFor(this.#invite, response) }, drop('repeated-response')]
      case 'terminated':
        return []
    }
  }

  #receiveFirst(response: SipResponse, now: number): ClientEffect[] {
    this.#retransmission.stop()
    if (response.status < 200) {
      if (this.#state === 'calling') {
        this.#state = 'proceeding'
        this.#endAt = null
      }
      const waiting = this.#cancelHeaders
      this.#cancelHeaders = null
      return [{ do: 'pass', response }, ...(waiting ? this.#sendCancel(waiting, now) : [])]
    }
    this.#cancelHeaders = null
    if (response.status < 300) {
      this.#state = 'accepted'
      this.#endAt = now + this.#timers.M
      return [{ do: 'pass', response }]
    }
    this.#state = 'completed'
    this.#endAt = now + this.#timers.D
    const effects: ClientEffect[] = [
      { do: 'send', message: ackFor(this.#invite, response) },
      { do: 'pass', response },
    ]
    return this.#timers.D > 0 ? effects : [...effects, ...this.#terminate()]
  }

  #cancel(headers: readonly SipHeaderField[], now: number): ClientEffect[] {
    if (this.#cancelled || this.#state === 'accepted' || this.#state === 'completed') return [drop('nothing-to-cancel')]
    this.#cancelled = true
    if (this.#state === 'proceeding') return this.#sendCancel(headers, now)
    // §9.1: "If no provisional response has been received, the CANCEL request MUST NOT be sent", since it could overtake the INVITE.
    this.#cancelHeaders = headers
    return []
  }

  #sendCancel(headers: readonly SipHeaderField[], now: number): ClientEffect[] {
    // §9.1: without a final response "in 64*T1 seconds … SHOULD destroy the client transaction": an RFC 2543 server may never send one.
    this.#endAt = now + this.#timers.B
    return [{ do: 'cancel', request: cancelFor(this.#invite, headers) }]
  }

  #wake(now: number): ClientEffect[] {
    if (this.#endAt !== null && now >= this.#endAt) {
      if (this.#state === 'calling') return this.#terminate({ do: 'fail', reason: 'timeout' })
      return this.#state === 'proceeding' ? this.#terminate({ do: 'fail', reason: 'cancelled' }) : this.#terminate()
    }
    return this.#retransmission.due(now) ? [{ do: 'send', message: this.#invite }] : []
  }

  #terminate(...last: readonly ClientEffect[]): ClientEffect[] {
    this.#state = 'terminated'
    this.#retransmission.stop()
    this.#endAt = null
    return [...last, end]
  }
}
