import { dialogFields } from './dialog.ts'
import { afterAnswer, receiveWithin } from './dialog-answer.ts'
import { type SipHeaderField, type SipRequest, type SipResponse, withFields } from './message.ts'
import { beginInvite, descriptionOf, endInvite, judgeOffer, overlapRetryAfter, withdrawOffer } from './offer-answer.ts'
import { ReceivedInvite } from './received-invite.ts'
import { hasOption, requiresOption } from './reliable-provisional.ts'
import type { SessionClient } from './session-client.ts'
import { refusalOf, type SessionDialog } from './session-dialog.ts'
import { sessionResponse, targetFields } from './session-message.ts'
import type { SessionCommand, SessionEffect } from './session-step.ts'
import { answerTimer } from './session-timer.ts'

type Status = readonly [status: number, reason: string]

const OK: Status = [200, 'OK']
const TERMINATED: Status = [487, 'Request Terminated']
const UNKNOWN: Status = [481, 'Call/Transaction Does Not Exist']
const UNEXPECTED: SessionEffect = { do: 'drop', reason: 'unexpected' }
/** As SylkServer says it. */
const MISSING_ACK: SipHeaderField = { name: 'Reason', value: 'SIP;cause=500;text="Missing ACK"' }

/** The peer's requests within a session, and the user's answers to them. */
export class SessionServer {
  readonly #core: SessionDialog
  readonly #client: SessionClient
  #invite: ReceivedInvite | null = null
  /** The peer's UPDATE or PRACK with an offer that the user has to answer. */
  #asked: { readonly key: string; readonly request: SipRequest } | null = null
  /** What the BYE carries that waits for the ACK of our 2xx. */
  #leaving: readonly SipHeaderField[] | null = null

  constructor(core: SessionDialog, client: SessionClient) {
    this.#core = core
    this.#client = client
  }

  get busy(): boolean {
    return this.#invite !== null || this.#asked !== null
  }

  get nextWake(): number | null {
    return this.#invite?.nextWake ?? null
  }

  /** An INVITE of the peer's that is taken. */
  begin(key: string, request: SipRequest): SessionEffect[] {
    this.#core.awaitsAck = false
    this.#invite = new ReceivedInvite(key, request, this.#core.settings.random())
    this.#core.offers = beginInvite(this.#core.offers, 'peer')
    return [{ do: 'invited', request }, ...this.#core.hear(request, 'INVITE')]
  }

  requested(key: string, request: SipRequest, cancels: string | null, now: number): SessionEffect[] {
    if (request.method === 'CANCEL') return this.#cancelled(key, request, cancels)
    // A BYE crossed ours.
    if (this.#core.over) return [respond(key, request, request.method === 'BYE' ? OK : UNKNOWN)]
    const within = receiveWithin(this.#core.dialog, request)
    if (!within.accepted) return [respond(key, request, [within.status, 'Not In Order'])]
    this.#core.dialog = within.dialog
    this.#core.learn(request)
    switch (request.method) {
      case 'BYE':
        this.#core.dialog = afterAnswer(this.#core.dialog, request, 200)
        return [respond(key, request, OK), this.#core.finish('peer', 'bye')]
      case 'PRACK':
        return this.#pracked(key, request, now)
      case 'UPDATE':
        return this.#updated(key, request, now)
      case 'INVITE':
        return this.#reinvited(key, request, now)
      default:
        return [{ do: 'other', key, request }]
    }
  }

  acknowledged(ack: SipRequest): SessionEffect[] {
    if (!this.#invite?.acknowledge(ack)) return [UNEXPECTED]
    this.#invite = null
    this.#core.awaitsAck = false
    const heard = this.#core.hear(ack, 'ACK')
    if (this.#core.offers.pending?.in === '2xx') return this.#client.bye([], 'us', 'no-description')
    const confirmed: SessionEffect[] = [...heard, { do: 'confirmed' }]
    return this.#leaving ? [...confirmed, ...this.#client.bye(this.#leaving, 'us', 'bye')] : confirmed
  }

  ring(command: Extract<SessionCommand, { kind: 'ring' }>, now: number): SessionEffect[] {
    const invite = this.#invite
    if (invite?.state !== 'ringing') return [UNEXPECTED]
    const reliable = requiresOption(invite.request, '100rel') || (command.reliable && hasOption(invite.request, '100rel'))
    // Only a reliable one is offer or answer; another may tell beforehand what the answer will be (RFC 3261 §13.2.1).
    const { pending } = this.#core.offers
    const spoken = reliable ? this.#core.speak(command.description, '1xx') : pending?.by === 'peer' && pending.in === 'INVITE'
    const description = spoken ? command.description : null
    const response = this.#answerTo(invite.request, [command.status, command.reason], [], description)
    return this.#pass(invite, invite.ring(response, reliable, now)) ?? [UNEXPECTED]
  }

  accept(wanted: Uint8Array | null, now: number): SessionEffect[] {
    const invite = this.#invite
    if (invite?.state !== 'ringing') return [UNEXPECTED]
    if (!wanted && !this.#core.offers.invite?.settled) return [{ do: 'drop', reason: 'description-missing' }]
    const description = this.#core.speak(wanted, '2xx') ? wanted : null
    const timing = answerTimer(invite.request, this.#core.settings.timer, now)
    if (timing.taken) this.#core.timer = timing.timer
    invite.hold(this.#answerTo(invite.request, OK, timing.headers, description))
    return this.#release(now)
  }

  reject(status: Status, headers: readonly SipHeaderField[]): SessionEffect[] {
    if (!this.#invite?.open) return [UNEXPECTED]
    const first = this.#core.dialog.phase === 'early'
    const refused = this.#refuse(this.#invite, status, headers)
    return first ? [refused, this.#core.finish('us', 'rejected')] : [refused]
  }

  /** Answers the offer of an UPDATE or PRACK; null where there is none. */
  answer(description: Uint8Array, now: number): SessionEffect[] | null {
    if (!this.#asked) return null
    const { key, request } = this.#asked
    this.#asked = null
    const update = request.method === 'UPDATE'
    this.#core.speak(description, update ? 'UPDATE-2xx' : 'PRACK-2xx')
    return update
      ? [this.#takeUpdate(key, request, description, now)]
      : [respond(key, request, OK, [], description), ...this.#release(now)]
  }

  refuseOffer(status: Status, headers: readonly SipHeaderField[], now: number): SessionEffect[] {
    if (!this.#asked) return [UNEXPECTED]
    const { key, request } = this.#asked
    this.#asked = null
    this.#core.offers = withdrawOffer(this.#core.offers)
    return [respond(key, request, status, headers), ...this.#release(now)]
  }

  /** Hangs up: after the ACK, where our 2xx waits for it (RFC 3261 §15). */
  end(headers: readonly SipHeaderField[]): SessionEffect[] {
    if (this.#invite?.open && this.#core.dialog.phase === 'early') return [{ do: 'drop', reason: 'unanswered' }]
    if (this.#invite?.state !== 'accepted') return this.#client.bye(headers, 'us', 'bye')
    this.#leaving = headers
    return []
  }

  /** The session is over: what still waits for an answer is refused (§15.1.2). */
  close(): SessionEffect[] {
    const asked = this.#asked
    const invite = this.#invite
    const effects: SessionEffect[] = asked ? [respond(asked.key, asked.request, TERMINATED)] : []
    if (invite?.open) effects.push(this.#refuse(invite, TERMINATED, []))
    invite?.close()
    this.#invite = null
    this.#asked = null
    return effects
  }

  wake(now: number): SessionEffect[] {
    const invite = this.#invite
    if (!invite) return []
    const { responses, missing } = invite.wake(now)
    const effects = this.#pass(invite, responses) ?? []
    if (missing === 'ack') {
      this.#invite = null
      return [...effects, ...this.#client.bye([MISSING_ACK], 'us', 'missing-ack')]
    }
    if (missing === null) return effects
    // RFC 3262 §3: "the UAS SHOULD reject the original request with a 5xx response".
    const first = this.#core.dialog.phase === 'early'
    const refused = this.#refuse(invite, [504, 'Server Time-out'], [])
    return first ? [...effects, refused, this.#core.finish('us', 'missing-prack')] : [...effects, refused]
  }

  #cancelled(key: string, request: SipRequest, cancels: string | null): SessionEffect[] {
    const invite = this.#invite
    if (cancels === null || invite?.key !== cancels) return [respond(key, request, cancels === null ? UNKNOWN : OK)]
    const taken = respond(key, request, OK)
    if (!invite.open) return [taken]
    const first = this.#core.dialog.phase === 'early'
    const refused = this.#refuse(invite, TERMINATED, [])
    return [taken, refused, first ? this.#core.finish('peer', 'cancelled') : { do: 'withdrawn' }]
  }

  #pracked(key: string, request: SipRequest, now: number): SessionEffect[] {
    const invite = this.#invite
    const released = invite?.acknowledgeProvisional(request, now) ?? null
    if (!invite || !released) return [respond(key, request, UNKNOWN)]
    const effects = [...this.#core.hear(request, 'PRACK'), ...(this.#pass(invite, released) ?? [])]
    const { pending } = this.#core.offers
    if (pending?.by === 'peer' && pending.in === 'PRACK') {
      this.#asked = { key, request }
      return effects
    }
    return [respond(key, request, OK), ...effects, ...this.#release(now)]
  }

  #updated(key: string, request: SipRequest, now: number): SessionEffect[] {
    const refusal = refusalOf(request, this.#core.settings, null, now)
    if (refusal) return [{ do: 'respond', key, response: refusal }]
    if (this.#asked) return [this.#overlap(key, request)]
    if (!descriptionOf(request)) return [this.#takeUpdate(key, request, null, now)]
    const verdict = judgeOffer(this.#core.offers, 'UPDATE')
    if (!verdict.taken) return [this.#conflict(key, request, verdict.status)]
    const heard = this.#core.hear(request, 'UPDATE')
    // The INVITE under way has its own offer and answer first (RFC 3311 §5.1).
    if (heard.length === 0) return [this.#overlap(key, request)]
    this.#asked = { key, request }
    return heard
  }

  #reinvited(key: string, request: SipRequest, now: number): SessionEffect[] {
    if (this.#asked) return [this.#overlap(key, request)]
    const verdict = judgeOffer(this.#core.offers, 'INVITE')
    if (!verdict.taken) return [this.#conflict(key, request, verdict.status)]
    const refusal = refusalOf(request, this.#core.settings, null, now)
    if (refusal) return [{ do: 'respond', key, response: refusal }]
    // A peer that goes on has our 2xx, even where its ACK was lost or overtaken (RFC 5407 §3.1.4).
    const confirmed: SessionEffect[] = this.#invite ? [{ do: 'confirmed' }] : []
    return [...confirmed, ...this.begin(key, request)]
  }

  /** Sends the 2xx that is held, if nothing keeps it. */
  #release(now: number): SessionEffect[] {
    const invite = this.#invite
    if (invite?.state !== 'held') return []
    const responses = invite.release(now)
    if (invite.open) return []
    this.#core.awaitsAck = true
    this.#core.dialog = afterAnswer(this.#core.dialog, invite.request, 200)
    this.#core.offers = endInvite(this.#core.offers, true)
    return this.#pass(invite, responses) ?? []
  }

  #refuse(invite: ReceivedInvite, status: Status, headers: readonly SipHeaderField[]): SessionEffect {
    invite.close()
    this.#invite = null
    this.#core.dialog = afterAnswer(this.#core.dialog, invite.request, status[0])
    this.#core.offers = endInvite(this.#core.offers, false)
    return {
      do: 'respond',
      key: invite.key,
      response: this.#tagged(sessionResponse(invite.request, status, { fields: headers })),
    }
  }

  #takeUpdate(key: string, request: SipRequest, description: Uint8Array | null, now: number): SessionEffect {
    const timing = answerTimer(request, this.#core.settings.timer, now)
    if (timing.taken) this.#core.timer = timing.timer
    this.#core.dialog = afterAnswer(this.#core.dialog, request, 200)
    return respond(key, request, OK, [...targetFields(this.#core.settings), ...timing.headers], description)
  }

  #conflict(key: string, request: SipRequest, status: 491 | 500): SessionEffect {
    return status === 491 ? respond(key, request, [491, 'Request Pending']) : this.#overlap(key, request)
  }

  #overlap(key: string, request: SipRequest): SessionEffect {
    const seconds = overlapRetryAfter(this.#core.settings.random())
    return respond(key, request, [500, 'Request Pending'], [{ name: 'Retry-After', value: String(seconds) }])
  }

  /** A response to the peer's INVITE that makes the dialog, or refreshes its target. */
  #answerTo(
    request: SipRequest,
    status: Status,
    headers: readonly SipHeaderField[],
    description: Uint8Array | null,
  ): SipResponse {
    const { settings } = this.#core
    const fields = [...dialogFields(request, settings.contact, settings.isFocus), ...targetFields(settings).slice(1), ...headers]
    return this.#tagged(sessionResponse(request, status, { fields, description }))
  }

  /** With our tag, which the first INVITE does not have. */
  #tagged(response: SipResponse): SipResponse {
    return withFields(response, 'To', [this.#core.dialog.local])
  }

  #pass(invite: ReceivedInvite, responses: readonly SipResponse[] | null): SessionEffect[] | null {
    return responses && Array.from(responses, (response) => ({ do: 'respond', key: invite.key, response }))
  }
}

function respond(
  key: string,
  request: SipRequest,
  status: Status,
  fields: readonly SipHeaderField[] = [],
  description: Uint8Array | null = null,
): SessionEffect {
  return { do: 'respond', key, response: sessionResponse(request, status, { fields, description }) }
}
