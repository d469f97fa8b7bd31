import type { SipRequest, SipResponse } from './message.ts'
import { responseTo } from './response.ts'
import { earliest, Retransmission, type Timers } from './timers.ts'
import { drop, end, type ServerEffect, type ServerInput, type Started } from './transaction.ts'

export type InviteServerState = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated'

/**
 * An INVITE that came to us (RFC 3261 §17.2.1, RFC 6026 §7.1, §8.7, §8.8).
 *
 *     proceeding ──2xx──────► accepted ──────────────────L──►┐
 *         └──────300-699────► completed ──ACK──► confirmed ─I─►┼─► terminated
 *                                 └──────────────────────H───►┘
 *
 * Proceeding lasts until the user answers, however long that is: bounding it is the user's matter (Expires, timer C). So is repeating a 2xx until
 * its ACK comes (§13.3.1.4): here it is sent whenever the user says so.
 */
export class InviteServerTransaction {
  /** For 100 (Trying); null once something else was said. */
  #invite: SipRequest | null
  readonly #timers: Timers
  readonly #retransmission = new Retransmission()
  #state: InviteServerState = 'proceeding'
  /** When 100 (Trying) is to be sent. */
  #tryingAt: number | null
  /** When timer H, I or L fires. */
  #endAt: number | null = null
  /** What a repeated INVITE is answered with. Null in accepted (RFC 6026 §8.7), and in confirmed, whose ACK says that the response is there. */
  #response: SipResponse | null = null

  private constructor(invite: SipRequest, timers: Timers, now: number) {
    this.#invite = invite
    this.#timers = timers
    this.#tryingAt = now + timers.trying
  }

  static start(invite: SipRequest, timers: Timers, now: number): Started<InviteServerTransaction, ServerEffect> {
    return { transaction: new InviteServerTransaction(invite, timers, now), effects: [{ do: 'pass', request: invite }] }
  }

  get state(): InviteServerState {
    return this.#state
  }

  get nextWake(): number | null {
    return earliest(this.#tryingAt, this.#retransmission.at, this.#endAt)
  }

  step(input: ServerInput, now: number): ServerEffect[] {
    if (this.#state === 'terminated') return []
    switch (input.kind) {
      case 'request':
        return input.request.method === 'ACK' ? this.#acknowledge(input.request, now) : this.#repeat(input.request)
      case 'respond':
        return this.#respond(input.response, now)
      case 'transport-error':
        // RFC 6026 §8.8: the transaction "MUST remain in the current state"; a repeated INVITE gives the response another chance.
        return this.#response === null && this.#state !== 'accepted'
          ? [drop('nothing-sent')]
          : [{ do: 'fail', reason: 'transport' }]
      case 'wake':
        return this.#wake(now)
    }
  }

  #respond(response: SipResponse, now: number): ServerEffect[] {
    const success = response.status >= 200 && response.status < 300
    // RFC 6026 §8.7: in accepted, the user repeats its 2xx through us, and a proxy forwards those of other branches.
    if (this.#state === 'accepted' && success) return [{ do: 'send', message: response }]
    if (this.#state !== 'proceeding') return [drop('already-answered')]
    this.#tryingAt = null
    this.#invite = null
    this.#response = success ? null : response
    if (success) {
      this.#state = 'accepted'
      this.#endAt = now + this.#timers.L
    } else if (response.status >= 300) {
      this.#state = 'completed'
      this.#retransmission.start(this.#timers.G, now)
      this.#endAt = now + this.#timers.H
    }
    return [{ do: 'send', message: response }]
  }

  #repeat(request: SipRequest): ServerEffect[] {
    if (request.method !== 'INVITE') return [drop('not-ours')]
    return this.#response ? [{ do: 'send', message: this.#response }] : [drop('repeated-request')]
  }

  #acknowledge(ack: SipRequest, now: number): ServerEffect[] {
    switch (this.#state) {
      case 'completed':
        this.#state = 'confirmed'
        this.#response = null
        this.#retransmission.stop()
        this.#endAt = now + this.#timers.I
        return this.#timers.I > 0 ? [] : this.#terminate()
      case 'accepted':
        // Here by the matching of RFC 2543, or by a client that takes the branch of its INVITE: the ACK of a 2xx is the user's.
        return [{ do: 'pass', request: ack }]
      case 'confirmed':
        return [drop('repeated-ack')]
      case 'proceeding':
      case 'terminated':
        return [drop('unexpected-ack')]
    }
  }

  #wake(now: number): ServerEffect[] {
    if (this.#invite && this.#tryingAt !== null && now >= this.#tryingAt) {
      this.#tryingAt = null
      this.#response = responseTo(this.#invite, 100, 'Trying', null)
      return [{ do: 'send', message: this.#response }]
    }
    if (this.#endAt !== null && now >= this.#endAt)
      return this.#state === 'completed' ? this.#terminate({ do: 'fail', reason: 'no-ack' }) : this.#terminate()
    return this.#response && this.#retransmission.due(now) ? [{ do: 'send', message: this.#response }] : []
  }

  #terminate(...last: readonly ServerEffect[]): ServerEffect[] {
    this.#state = 'terminated'
    this.#tryingAt = null
    this.#retransmission.stop()
    this.#endAt = null
    this.#response = null
    return [...last, end]
  }
}
