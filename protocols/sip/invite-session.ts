import { type Dialog, dialogOfServer } from './dialog.ts'
import type { SipRequest, SipResponse } from './message.ts'
import type { Sent } from './sent-requests.ts'
import { SessionClient } from './session-client.ts'
import { refusalOf, SessionDialog, type SessionState } from './session-dialog.ts'
import { type SessionSettings, sessionResponse } from './session-message.ts'
import { SessionPlace } from './session-place.ts'
import { SessionServer } from './session-server.ts'
import type { SessionCommand, SessionEffect, SessionInput } from './session-step.ts'
import { earliest } from './timers.ts'
import type { ClientFailure } from './transaction.ts'

export type Called =
  | { readonly session: InviteSession; readonly effects: SessionEffect[] }
  /** The INVITE begins no session; the response says why. */
  | { readonly session: null; readonly response: SipResponse }

/** What stands for a final response that does not come (RFC 3261 §8.1.3.1, §9.1). */
export const STATUS_OF: Readonly<Record<ClientFailure, number>> = { timeout: 408, transport: 503, cancelled: 487 }

/**
 * One dialog of an INVITE session (RFC 3261 §13 to §15): who offers when (RFC 3264, 6337), reliable provisional responses (RFC 3262), UPDATE (RFC 3311) and
 * the session timer (RFC 4028). An INVITE of ours that forks has several, of which OutgoingInvite keeps one.
 */
export class InviteSession {
  readonly #core: SessionDialog
  readonly #client: SessionClient
  readonly #server: SessionServer
  /** For subscriptions within the dialog. */
  readonly place: SessionPlace

  /** A session at rest, such as one that was kept. */
  constructor(settings: SessionSettings, state: SessionState) {
    this.#core = new SessionDialog(settings, state)
    this.place = new SessionPlace(this.#core)
    this.#client = new SessionClient(this.#core)
    this.#server = new SessionServer(this.#core, this.#client)
  }

  /** What a response to that INVITE of ours begins, which the session is to be given next. `leastInterval`: the Min-SE of a 422, in seconds, or 0. */
  static calling(settings: SessionSettings, dialog: Dialog, invite: Sent, leastInterval: number): InviteSession {
    // The response confirms it, so that what it says of routes and target counts.
    const early: Dialog = { ...dialog, phase: 'early' }
    const state = { dialog: early, ownsCallId: true, timer: null, leastInterval, updates: false, description: null }
    const session = new InviteSession(settings, state)
    session.#client.begin(invite)
    return session
  }

  /** What an INVITE outside all dialogs begins, that came as that server transaction. `secure`: to a sips URI over TLS. */
  static called(
    settings: SessionSettings,
    invite: { readonly key: string; readonly request: SipRequest; readonly toTag: string; readonly secure: boolean },
    now: number,
  ): Called {
    const { key, request, toTag, secure } = invite
    const birth = dialogOfServer(request, sessionResponse(request, [180, 'Ringing'], { toTag }), secure)
    if (birth.dialog === null) return { session: null, response: sessionResponse(request, [400, 'Bad Request'], { toTag }) }
    const refusal = refusalOf(request, settings, toTag, now)
    if (refusal) return { session: null, response: refusal }
    const state = { dialog: birth.dialog, ownsCallId: false, timer: null, leastInterval: 0, updates: false, description: null }
    const session = new InviteSession(settings, state)
    session.#core.learn(request)
    return { session, effects: session.#server.begin(key, request) }
  }

  get dialog(): Dialog {
    return this.#core.dialog
  }

  /** Whether nobody is in it any more. */
  get over(): boolean {
    return this.#core.over
  }

  get settings(): SessionSettings {
    return this.#core.settings
  }

  /** What our Contact says from now on. */
  appearAs(contact: string, isFocus: boolean): void {
    this.#core.settings = { ...this.#core.settings, contact, isFocus }
  }

  /** Whether it ended and its BYE, if there was one, is answered. A 2xx to an INVITE of ours may still be repeated for 32 s. */
  get finished(): boolean {
    return this.#core.over && !this.#client.busy
  }

  /** Whether a 2xx of ours is repeated until its ACK comes (RFC 3261 §13.3.1.4). */
  get awaitsAck(): boolean {
    return this.#core.awaitsAck && !this.#core.over
  }

  /** When `wake` is wanted, in ms; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    return this.#core.over ? null : earliest(this.#client.nextWake, this.#server.nextWake)
  }

  /** What makes the same session again; null while anything is under way, before it is confirmed and after its end. */
  get state(): SessionState | null {
    const { over, dialog, offers } = this.#core
    const busy = this.#client.busy || this.#server.busy || offers.invite !== null || offers.pending !== null
    return busy || over || dialog.phase !== 'confirmed' ? null : this.#core.state
  }

  /** `now` is in ms. */
  step(input: SessionInput, now: number): SessionEffect[] {
    const before = this.#core.over
    const effects = this.#take(input, now)
    return this.#core.over && !before ? [...this.#client.close(), ...this.#server.close(), ...effects] : effects
  }

  #take(input: SessionInput, now: number): SessionEffect[] {
    switch (input.kind) {
      case 'request':
        return this.#server.requested(input.key, input.request, input.cancels, now)
      case 'ack':
        return this.#server.acknowledged(input.request)
      case 'response':
        return this.#client.answered(input.response, now)
      case 'failed':
        return this.#client.failed(input.request, STATUS_OF[input.reason], now)
      case 'wake':
        return this.#wake(now)
      default:
        return this.#core.over ? [{ do: 'drop', reason: 'over' }] : this.#command(input, now)
    }
  }

  #wake(now: number): SessionEffect[] {
    if (this.#core.over) return []
    const effects = this.#server.wake(now)
    return this.#core.over ? effects : [...effects, ...this.#client.wake(now)]
  }

  #command(command: SessionCommand, now: number): SessionEffect[] {
    switch (command.kind) {
      case 'ring':
        return this.#server.ring(command, now)
      case 'accept':
        return this.#server.accept(command.description, now)
      case 'reject':
        return this.#server.reject([command.status, command.reason], command.headers)
      case 'answer':
        return (
          this.#server.answer(command.description, now) ??
          this.#client.answer(command.description) ?? [{ do: 'drop', reason: 'unexpected' }]
        )
      case 'refuse':
        return this.#server.refuseOffer([command.status, command.reason], command.headers, now)
      case 'modify':
        return this.#client.modify(command.method, command.description, 'modify')
      case 'cancel':
        return this.#client.cancel()
      case 'ask':
        return this.#client.ask(command.method, command.headers, command.body)
      case 'end':
        return this.#server.end(command.headers)
    }
  }
}
