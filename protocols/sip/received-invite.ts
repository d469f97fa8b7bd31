import type { SipRequest, SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { ReliableProvisionals } from './reliable-provisional.ts'
import { earliest } from './timers.ts'
import { SUCCESS_GAPS, type UnacknowledgedEffect, UnacknowledgedResponse } from './unacknowledged-response.ts'

/** `ringing`: without a final response. `held`: its 2xx waits for a PRACK. `accepted`: its 2xx waits for the ACK. */
export type ReceivedInviteState = 'ringing' | 'held' | 'accepted' | 'done'

export interface InviteWake {
  readonly responses: readonly SipResponse[]
  /** Nobody acknowledged: `prack`, the INVITE is to be refused with 5xx (RFC 3262 §3); `ack`, the session to be ended by BYE (RFC 3261 §13.3.1.4). */
  readonly missing: 'prack' | 'ack' | null
}

/** An INVITE of the peer's from its coming to its ACK. Responses that come out go to its server transaction, whose key this is. */
export class ReceivedInvite {
  readonly key: string
  readonly request: SipRequest
  readonly #provisionals: ReliableProvisionals
  #state: ReceivedInviteState = 'ringing'
  #held: SipResponse | null = null
  #accepted: UnacknowledgedResponse | null = null

  /** `random` is from 0 up to, not including, 1. */
  constructor(key: string, request: SipRequest, random: number) {
    this.key = key
    this.request = request
    this.#provisionals = new ReliableProvisionals(request, random)
  }

  get state(): ReceivedInviteState {
    return this.#state
  }

  /** Whether it has no final response yet. */
  get open(): boolean {
    return this.#state === 'ringing' || this.#state === 'held'
  }

  get nextWake(): number | null {
    return earliest(this.#provisionals.nextWake, this.#accepted?.nextWake ?? null)
  }

  /** Null where it is answered already, or where too many provisional responses wait for PRACK. */
  ring(response: SipResponse, reliable: boolean, now: number): SipResponse[] | null {
    if (this.#state !== 'ringing') return null
    if (!reliable) return [response]
    const effects = this.#provisionals.send(response, now)
    return effects === false ? null : responsesOf(effects)
  }

  /** Answers with a 2xx, which goes out by release(). */
  hold(response: SipResponse): void {
    this.#held = response
    this.#state = 'held'
  }

  /** Sends the 2xx that is held, unless a description in a provisional response is not acknowledged yet (RFC 3262 §3). */
  release(now: number): SipResponse[] {
    if (this.#held === null || this.#provisionals.holdsDescription) return []
    const { transaction, effects } = UnacknowledgedResponse.start(this.#held, SUCCESS_GAPS, now)
    this.#provisionals.stop()
    this.#held = null
    this.#accepted = transaction
    this.#state = 'accepted'
    return responsesOf(effects)
  }

  /** It has a final response that is no 2xx, or it matters no more. */
  close(): void {
    this.#provisionals.stop()
    this.#held = null
    this.#accepted = null
    this.#state = 'done'
  }

  /** What a PRACK lets go out; null where it acknowledges nothing. */
  acknowledgeProvisional(prack: SipRequest, now: number): SipResponse[] | null {
    const effects = this.#provisionals.acknowledge(prack, now)
    return effects && responsesOf(effects)
  }

  /** Whether that is the ACK which the 2xx waits for. */
  acknowledge(ack: SipRequest): boolean {
    if (this.#state !== 'accepted' || cseqOf(ack)?.number !== cseqOf(this.request)?.number) return false
    this.close()
    return true
  }

  wake(now: number): InviteWake {
    const missing = this.#state === 'accepted' ? 'ack' : 'prack'
    const effects = this.#accepted?.step({ kind: 'wake' }, now) ?? this.#provisionals.wake(now)
    return { responses: responsesOf(effects), missing: effects.some((effect) => effect.do === 'fail') ? missing : null }
  }
}

function responsesOf(effects: readonly UnacknowledgedEffect[]): SipResponse[] {
  return effects.flatMap((effect) => (effect.do === 'send' ? [effect.message] : []))
}
