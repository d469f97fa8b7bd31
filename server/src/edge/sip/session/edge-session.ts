import { readSeconds } from '@weft/protocols/sip/delta-seconds'
import type { InviteSession } from '@weft/protocols/sip/invite-session'
import { fieldOf, type SipHeaderField, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { cseqOf } from '@weft/protocols/sip/message-identity'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import type { SessionCommand, SessionEffect, SessionInput } from '@weft/protocols/sip/session-step'
import { earliest } from '@weft/protocols/sip/timers'
import type { Clock } from '../../../ports/clock.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { RequestWithin, SessionEnding, SessionEvent, SipSession } from '../../../ports/sip-sessions.ts'
import type { SipNotifier } from '../../../ports/sip-subscriptions.ts'
import type { CallNotifiers, NotifiedCall } from '../event/call-notifiers.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { Incoming, TransactionUser } from '../transaction/transaction-user.ts'
import type { Ways } from '../transport/ways.ts'
import { AskedRequests } from './asked-requests.ts'
import type { DialogPath, PathNeeds } from './dialog-path.ts'
import { respondAs } from './dialog-response.ts'
import { mustBeSayable } from './sayable.ts'
import { SessionTeller } from './session-teller.ts'

type Notifier = Partial<SipNotifier<SipRequest>>

export interface EdgeSessionNeeds extends PathNeeds {
  readonly layer: TransactionLayer
  readonly ways: Ways
  readonly clock: Clock
  /** The subscriptions within the dialog of a call. */
  readonly notifiersOf: (call: NotifiedCall) => CallNotifiers
  /** Called after each step: the session's nextWake, or that it is finished, may have changed. */
  readonly touched: (session: EdgeSession) => void
}

/** ms that the peer's INVITE may wait for the application: less than proxies wait (RFC 3261 §16.6, timer C). */
const LONGEST_RINGING = 170_000

/** Ends after which there is no dialog any more, or never was one: others leave it to those who are subscribed in it (RFC 5057 §5.1). */
const NO_DIALOG: readonly SessionEnding[] = ['cancelled', 'rejected', 'missing-prack', 'lost']

/** One INVITE session on the wire: carries out what the session wants, and tells who listens. */
export class EdgeSession implements TransactionUser, SipSession {
  readonly role = 'agent'
  readonly #session: InviteSession
  readonly #path: DialogPath
  readonly #needs: EdgeSessionNeeds
  readonly #teller: SessionTeller
  readonly #asked = new AskedRequests((ask) => this.#command(ask))
  /** Whether the application owes an answer to an offer that did not come in an INVITE. */
  #owesAnswer = false
  /** The subscriptions within the dialog. */
  readonly #notifiers: CallNotifiers
  /** How requests came that wait for their turn. */
  readonly #arrivals = new WeakMap<SipRequest, Incoming>()
  #stopRinging = () => {}
  /** What came while effects were being carried out. */
  readonly #inputs: SessionInput[] = []
  #performing = false

  /** `handle` is what the application of a call of ours has instead of this one branch of it. */
  constructor(session: InviteSession, path: DialogPath, notifier: Notifier, needs: EdgeSessionNeeds, handle?: SipSession) {
    this.#session = session
    this.#path = path
    this.#needs = needs
    this.#teller = new SessionTeller(needs.log)
    const touched = () => needs.touched(this)
    this.#notifiers = needs.notifiersOf({ notifier, session: handle ?? this, invite: session, path, touched })
  }

  get callId(): string {
    return this.dialog.callId
  }

  get dialog(): InviteSession['dialog'] {
    return this.#session.dialog
  }

  get nextWake(): number | null {
    return earliest(this.#session.nextWake, this.#notifiers.nextWake)
  }

  /** Whether it ended; something of it may still be under way. */
  get isOver(): boolean {
    return this.#session.over
  }

  /** Whether nothing of it is under way any more, and nobody is subscribed in its dialog. */
  get finished(): boolean {
    return this.#session.finished && this.#notifiers.size === 0
  }

  /** Whether a 2xx of ours is repeated until its ACK comes. */
  get awaitsAck(): boolean {
    return this.#session.awaitsAck
  }

  /** Who hears of everything from now on, and of what was kept until now. */
  listen(listener: (event: SessionEvent<SipRequest>) => void): void {
    this.#teller.listen(listener)
  }

  ring({ status, description, reliable }: Parameters<SipSession['ring']>[0]): string | null {
    return this.#command({ kind: 'ring', status, reason: reasonPhrase(status), description, reliable })
  }

  answer(description: Uint8Array | null): string | null {
    if (!this.#owesAnswer) return this.#command({ kind: 'accept', description })
    if (description === null) return 'description-missing'
    this.#owesAnswer = false
    return this.#command({ kind: 'answer', description })
  }

  refuse({ status, reason = reasonPhrase(status), headers = [] }: SipAnswer): string | null {
    mustBeSayable(headers, reason)
    if (!this.#owesAnswer) return this.#command({ kind: 'reject', status, reason, headers })
    this.#owesAnswer = false
    return this.#command({ kind: 'refuse', status, reason, headers })
  }

  offer(description: Uint8Array | null): string | null {
    const method = this.dialog.phase === 'early' ? 'UPDATE' : 'INVITE'
    return this.#command({ kind: 'modify', method, description })
  }

  end(headers: readonly SipHeaderField[] = []): void {
    mustBeSayable(headers)
    if (this.#command({ kind: 'end', headers }) === 'unanswered')
      this.#command({ kind: 'reject', status: 480, reason: reasonPhrase(480), headers })
  }

  request(request: RequestWithin): Promise<SipAnswer> {
    return this.#asked.add(request)
  }

  /** What our Contact says from now on. */
  appearAs(contact: string, isFocus: boolean): void {
    this.#session.appearAs(contact, isFocus)
  }

  /** Ends the call, and the subscriptions within its dialog: the server stops. */
  leave(): void {
    this.#notifiers.terminate()
    this.end()
  }

  /** The dialog is dropped, with all that is in it. */
  abandon(): void {
    this.#notifiers.abandon()
  }

  requested(incoming: Incoming): void {
    const { key, request } = incoming
    this.#arrivals.set(request, incoming)
    if (this.#session.over && this.#notifiers.takes(request)) this.#notifiers.requested(incoming)
    else this.#take({ kind: 'request', key, request, cancels: null })
  }

  cancelled(key: string, { key: cancel, request }: Incoming): void {
    this.#take({ kind: 'request', key: cancel, request, cancels: key })
  }

  acknowledged(request: SipRequest): void {
    this.#take({ kind: 'ack', request })
  }

  /** An offer that the application never answered would stand in the way of all others. */
  undelivered(_key: string, why: string): void {
    if (why === 'unanswered' && this.#owesAnswer) this.refuse({ status: 480 })
  }

  ended(): void {}

  /** A response of the peer's to a request of ours. */
  answered(response: SipResponse): void {
    this.#take({ kind: 'response', response })
  }

  /** Does what is due. */
  wake(): void {
    this.#notifiers.wake()
    this.#take({ kind: 'wake' })
  }

  /** Carries out effects of this session: first what goes out, then what is told, since who is told may want more to go out. */
  perform(effects: readonly SessionEffect[]): void {
    this.#performing = true
    for (const effect of effects) this.#carryOut(effect)
    for (const effect of effects) this.#note(effect, effects)
    this.#performing = false
    const next = this.#inputs.shift()
    if (next) this.#take(next)
    this.#needs.touched(this)
    this.#teller.tell()
  }

  #take(input: SessionInput): void {
    if (this.#performing) this.#inputs.push(input)
    else this.perform(this.#session.step(input, this.#needs.clock.now()))
  }

  /** Null, or why nothing was done. */
  #command(command: SessionCommand): string | null {
    const effects = this.#session.step(command, this.#needs.clock.now())
    this.perform(effects)
    for (const effect of effects) if (effect.do === 'drop') return effect.reason
    return null
  }

  #carryOut(effect: SessionEffect): void {
    if (effect.do === 'send') this.#send(effect.request)
    else if (effect.do === 'ack') this.#path.pass(effect.request, this.dialog)
    else if (effect.do === 'respond') this.#respond(effect.key, effect.response)
    else if (effect.do === 'cancel') this.#path.cancel(effect.invite)
  }

  #send(request: SipRequest): void {
    this.#path.send(request, this.dialog, {
      role: 'agent',
      answered: (response) => this.answered(response),
      failed: (reason) => this.#take({ kind: 'failed', request, reason }),
      ended: () => {},
    })
  }

  #respond(key: string, response: SipResponse): void {
    if (response.status >= 200 && cseqOf(response)?.method === 'INVITE') this.#stopRinging()
    respondAs(key, response, this.#needs)
  }

  /** What an effect means to who listens; `effects` are all of its step. */
  #note(effect: SessionEffect, effects: readonly SessionEffect[]): void {
    switch (effect.do) {
      case 'invited':
        this.#ring(effect.request)
        // The first INVITE is handed over as an invitation.
        if (this.dialog.phase === 'confirmed') this.#teller.add({ kind: 'offer', description: offerIn(effects) })
        break
      case 'described':
        if (effect.role !== 'offer') this.#teller.add({ kind: effect.role, description: effect.description })
        else if (effect.in !== 'INVITE') {
          this.#owesAnswer = true
          this.#teller.add({ kind: 'offer', description: effect.description })
        }
        break
      case 'progress':
        this.#teller.add({ kind: 'progress', status: effect.response.status, reason: effect.response.reason })
        break
      case 'confirmed':
      case 'withdrawn':
        this.#teller.add({ kind: effect.do })
        break
      case 'refused':
        this.#teller.add({ kind: 'refused', status: effect.status, again: effect.retryAt !== null })
        break
      case 'retry':
        this.#teller.add({ kind: 'retry' })
        break
      case 'other':
        this.#noteOther(effect.key, effect.request)
        break
      case 'answered':
        this.#asked.answered({ status: effect.status, ...heardIn(effect.response) })
        break
      case 'ended':
        this.#stopRinging()
        if (NO_DIALOG.includes(effect.why)) this.#notifiers.abandon()
        this.#needs.log.debug('a SIP session ended', { callId: this.callId, by: effect.by, why: effect.why })
        this.#teller.add({ kind: 'ended', by: effect.by, why: effect.why, status: null, reason: '' })
        break
      default:
    }
  }

  /** An INVITE waits for its answer as long as it says (RFC 3261 §13.3.1), and not for ever. */
  #ring(invite: SipRequest): void {
    const expires = readSeconds(fieldOf(invite, 'Expires'))
    const over = expires !== null && expires * 1000 < LONGEST_RINGING
    const refusal: SessionCommand = over ? EXPIRED : TOO_LONG
    this.#stopRinging()
    this.#stopRinging = this.#needs.clock.after(over ? expires * 1000 : LONGEST_RINGING, () => this.#command(refusal))
  }

  #noteOther(key: string, request: SipRequest): void {
    const incoming = this.#arrivals.get(request)
    if (incoming && this.#notifiers.takes(request)) this.#notifiers.requested(incoming)
    else this.#teller.add({ kind: 'request', request, answer: (answer) => this.#answerOther(key, request, answer) })
  }

  #answerOther(key: string, request: SipRequest, { status, reason = reasonPhrase(status), headers = [] }: SipAnswer): void {
    mustBeSayable(headers, reason)
    const response = responseTo(request, status, reason, null)
    this.#respond(key, { ...response, headers: [...response.headers, ...headers] })
  }
}

const rejection = (status: number): SessionCommand => ({ kind: 'reject', status, reason: reasonPhrase(status), headers: [] })
const TOO_LONG = rejection(480)
const EXPIRED = rejection(487)

/** What an application hears of a response to a request of its own besides the status; nothing where none came. */
function heardIn(response: SipResponse | null): Omit<SipAnswer, 'status'> {
  return response ? { reason: response.reason, headers: response.headers } : {}
}

/** The offer of an INVITE among the effects of taking it. */
export function offerIn(effects: readonly SessionEffect[]): Uint8Array | null {
  for (const effect of effects)
    if (effect.do === 'described' && effect.role === 'offer' && effect.in === 'INVITE') return effect.description
  return null
}
