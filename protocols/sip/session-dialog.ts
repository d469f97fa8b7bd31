import type { Dialog } from './dialog.ts'
import { tokensOf } from './list.ts'
import { fieldsOf, type SipMessage, type SipRequest, type SipResponse } from './message.ts'
import { type Carrier, describe, descriptionOf, hasForeignBody, NO_SESSION, type OfferAnswer } from './offer-answer.ts'
import { type SessionSettings, sessionResponse } from './session-message.ts'
import type { SessionEffect, SessionEnd } from './session-step.ts'
import { answerTimer, type SessionTimer } from './session-timer.ts'

/** What is remembered of a session while nothing is under way. */
export interface SessionState {
  readonly dialog: Dialog
  /** Whether the dialog began with an INVITE of ours. */
  readonly ownsCallId: boolean
  readonly timer: SessionTimer | null
  /** The Min-SE that a 422 asked for, in seconds, or 0. */
  readonly leastInterval: number
  /** Whether the peer takes UPDATE, as far as is known. */
  readonly updates: boolean
  /** Our description that was agreed on last: what a refresh by re-INVITE repeats. */
  readonly description: Uint8Array | null
}

/** What both halves of a session share: the dialog, the offers, the timer, and whether it is over. */
export class SessionDialog {
  settings: SessionSettings
  readonly ownsCallId: boolean
  dialog: Dialog
  offers: OfferAnswer
  timer: SessionTimer | null
  leastInterval: number
  over = false
  /** Whether a 2xx of ours waits for its ACK, before which no INVITE of ours may go out (RFC 3261 §14.1). */
  awaitsAck = false
  #updates: boolean
  #description: Uint8Array | null
  /** Our offer that is not answered yet. */
  #offered: Uint8Array | null = null

  constructor(settings: SessionSettings, state: SessionState) {
    this.settings = settings
    this.ownsCallId = state.ownsCallId
    this.dialog = state.dialog
    this.offers = { ...NO_SESSION, agreed: state.dialog.phase === 'confirmed' }
    this.timer = state.timer
    this.leastInterval = state.leastInterval
    this.#updates = state.updates
    this.#description = state.description
  }

  get updates(): boolean {
    return this.#updates
  }

  get description(): Uint8Array | null {
    return this.#description
  }

  get state(): SessionState {
    const { dialog, ownsCallId, timer, leastInterval, updates, description } = this
    return { dialog, ownsCallId, timer, leastInterval, updates, description }
  }

  /** Takes note of what the peer allows; a message without Allow says nothing of it (RFC 3261 §20.5). */
  learn(message: SipMessage): void {
    const allowed = tokensOf(fieldsOf(message, 'Allow'))
    if (allowed.length > 0) this.#updates = allowed.includes('UPDATE')
  }

  /** The peer refused UPDATE as such. */
  forgetUpdates(): void {
    this.#updates = false
  }

  /** What the description of a message of the peer's has the user told; nothing where there is none, or none that counts. */
  hear(message: SipMessage, carrier: Carrier): SessionEffect[] {
    const description = descriptionOf(message)
    if (!description) return []
    const { role, state } = describe(this.offers, 'peer', carrier)
    this.offers = state
    if (role === 'extra') return []
    if (role === 'answer') this.#description = this.#offered
    return [{ do: 'described', role, in: carrier, description }]
  }

  /** Whether a description of ours is offer or answer in such a message, so that it may be in it. */
  speak(description: Uint8Array | null, carrier: Carrier): boolean {
    if (!description) return false
    const { role, state } = describe(this.offers, 'us', carrier)
    this.offers = state
    if (role === 'answer') this.#description = description
    else if (role === 'offer') this.#offered = description
    return role !== 'extra'
  }

  finish(by: 'us' | 'peer', why: SessionEnd): SessionEffect {
    this.over = true
    return { do: 'ended', by, why }
  }
}

/** The refusal of an INVITE or UPDATE that no session would take: 415 (RFC 3261 §8.2.3) or 422 (RFC 4028 §6). Null where there is nothing against it. */
export function refusalOf(request: SipRequest, settings: SessionSettings, toTag: string | null, now: number): SipResponse | null {
  const timing = answerTimer(request, settings.timer, now)
  if (hasForeignBody(request)) {
    const fields = [
      { name: 'Accept', value: 'application/sdp' },
      { name: 'Accept-Encoding', value: 'identity' },
    ]
    return sessionResponse(request, [415, 'Unsupported Media Type'], { toTag, fields })
  }
  return timing.taken ? null : sessionResponse(request, [422, 'Session Interval Too Small'], { toTag, fields: timing.headers })
}
