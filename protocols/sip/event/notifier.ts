// One subscription of somebody else's (RFC 6665 §4.2), which is told the state of its resource until it expires or is ended.
//
//   SUBSCRIBE ─▶ pending ──activate──▶ active ──refresh, change──▶ active ──expires, unsubscribed, terminate──▶ terminated
//
// There is at most one NOTIFY under way. What changes meanwhile, or too soon, is told by the next one, which says the state as it is when it goes out.
import type { Dialog } from '../dialog.ts'
import { contactField, dialogFields, dialogOfServer } from '../dialog.ts'
import { fieldOf, type SipHeaderField, type SipRequest, type SipResponse } from '../message.ts'
import { retryAfterOf } from '../registration-times.ts'
import { earliest } from '../timers.ts'
import { type DialogPlace, DialogUsage } from './dialog-usage.ts'
import { type EventField, isSameEvent, printEvent } from './event-field.ts'
import { eventResponse } from './event-response.ts'
import { judgeSubscribe } from './incoming-subscribe.ts'
import type { NotifierSettings } from './notifier-settings.ts'
import type { NotifierEffect, NotifierEnd, NotifierEnded, NotifierInput, TerminationReason } from './notifier-step.ts'
import { printSubscriptionState, type SubscriptionState } from './subscription-state.ts'

/** What makes the same subscription again, but for its settings; plain JSON. Times are ms of the caller's clock. */
export interface KeptNotifier {
  readonly dialog: Dialog
  readonly event: EventField
  readonly state: 'active' | 'pending'
  readonly until: number
}

export type Subscribed =
  | { readonly notifier: Notifier; readonly effects: NotifierEffect[] }
  /** The SUBSCRIBE begins nothing; the response says why. */
  | { readonly notifier: null; readonly response: SipResponse }

export interface IncomingSubscribe {
  readonly key: string
  readonly request: SipRequest
  readonly toTag: string
  /** The dialog that it came within, shared with its other users, such as a call; null for one outside dialogs. */
  readonly place: DialogPlace | null
  /** To a sips URI over TLS. */
  readonly secure: boolean
}

/** A NOTIFY that is to go out. `full`: with the whole state. `urgent`: however soon after the one before. */
interface Due {
  readonly full: boolean
  readonly urgent: boolean
}

export class Notifier {
  readonly #settings: NotifierSettings
  readonly #usage: DialogUsage
  readonly #event: EventField
  #state: 'active' | 'pending' | 'terminated'
  #until: number
  #end: { readonly reason: TerminationReason; readonly retryAfter: number | null } | null = null
  #due: Due | null = null
  /** Whether the subscriber may lack something, so that it is told everything next. */
  #owesAll = false
  /** No NOTIFY of a mere change before that, and none at all before the other. */
  #gapEnds = Number.NEGATIVE_INFINITY
  #holdEnds = Number.NEGATIVE_INFINITY
  #finished = false

  private constructor(settings: NotifierSettings, place: DialogPlace, kept: Omit<KeptNotifier, 'dialog'>) {
    this.#settings = settings
    this.#usage = new DialogUsage(place, settings.digest)
    this.#event = kept.event
    this.#state = kept.state
    this.#until = kept.until
  }

  /** Answers a SUBSCRIBE of somebody who may subscribe, or whose right to is still to be found out: `pending`. */
  static subscribed(
    settings: NotifierSettings,
    incoming: IncomingSubscribe,
    state: 'active' | 'pending',
    now: number,
  ): Subscribed {
    const { key, request, toTag, secure } = incoming
    const refuse = (status: number, fields: readonly SipHeaderField[] = []): Subscribed => ({
      notifier: null,
      response: eventResponse(request, status, fields, toTag),
    })
    const verdict = judgeSubscribe(request, settings)
    if (!verdict.taken) return refuse(verdict.status, verdict.fields)
    const { event, expires } = verdict
    const own = dialogFields(request, settings.contact, settings.isFocus)
    const fields = [...own, { name: 'Expires', value: String(expires) }, ...settings.headers]
    // RFC 6665 knows 200 alone, and subscribers take 202 for it; older ones wait for a decision only after 202 (RFC 3265 §3.1.6.4).
    const response = eventResponse(request, state === 'pending' ? 202 : 200, fields, toTag)
    const { dialog } = incoming.place ?? dialogOfServer(request, response, secure)
    if (!dialog) return refuse(400)
    const place = incoming.place ?? { dialog, shared: false }
    const notifier = new Notifier(settings, place, { event, state, until: now + expires * 1000 })
    notifier.#usage.accept(request)
    const effects: NotifierEffect[] = [{ do: 'respond', key, response }]
    if (expires === 0) return { notifier, effects: [...effects, ...notifier.#terminate('timeout', null, 'fetched', now)] }
    return { notifier, effects: [...effects, ...notifier.#tell({ full: true, urgent: true }, now)] }
  }

  /** The subscription that a REFER implies (RFC 3515 §2.4.4), for so many seconds, once the REFER is answered. */
  static implied(
    settings: NotifierSettings,
    place: DialogPlace,
    event: EventField,
    expires: number,
    now: number,
  ): { readonly notifier: Notifier; readonly effects: NotifierEffect[] } {
    const notifier = new Notifier(settings, place, { event, state: 'active', until: now + expires * 1000 })
    return { notifier, effects: notifier.#tell({ full: true, urgent: true }, now) }
  }

  /** One that was kept. Whatever changed meanwhile is told from the next `changed` on. */
  static resume(settings: NotifierSettings, kept: KeptNotifier): Notifier {
    const notifier = new Notifier(settings, { dialog: kept.dialog, shared: false }, kept)
    notifier.#owesAll = true
    return notifier
  }

  get dialog(): Dialog {
    return this.#usage.dialog
  }

  get event(): EventField {
    return this.#event
  }

  /** Whether it ended and its last NOTIFY is answered, or was given up. */
  get finished(): boolean {
    return this.#finished
  }

  /** When `wake` is wanted, in ms; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    if (this.#finished) return null
    return earliest(this.#state === 'terminated' ? null : this.#until, this.#usage.busy ? null : this.#dueAt)
  }

  /** What makes it again; null while anything is under way, within the dialog of another, and after its end. */
  get state(): KeptNotifier | null {
    const state = this.#state
    if (state === 'terminated' || this.#usage.busy || this.#usage.shared || this.#due) return null
    return { dialog: this.dialog, event: this.#event, state, until: this.#until }
  }

  /** `now` is in ms. Throws SipPrintError where the content's type cannot stand in a header line. */
  step(input: NotifierInput, now: number): NotifierEffect[] {
    switch (input.kind) {
      case 'subscribe':
        return this.#subscribed(input.key, input.request, now)
      case 'response':
        return this.#answered(input.response, now)
      case 'failed':
        return this.#failed(input.request)
      case 'wake':
        return this.#wake(now)
      case 'changed':
        // Who is pending knows nothing that could have changed.
        return this.#state === 'pending' ? [] : this.#unlessOver(() => this.#tell({ full: false, urgent: false }, now))
      case 'activate':
        return this.#unlessOver(() => {
          this.#state = 'active'
          return this.#tell({ full: true, urgent: true }, now)
        })
      case 'terminate':
        return this.#unlessOver(() => this.#terminate(input.reason, input.retryAfter, 'terminated', now))
    }
  }

  get #dueAt(): number | null {
    return this.#due && Math.max(this.#holdEnds, this.#due.urgent ? this.#holdEnds : this.#gapEnds)
  }

  #unlessOver(act: () => NotifierEffect[]): NotifierEffect[] {
    return this.#state === 'terminated' ? [{ do: 'drop', reason: 'over' }] : act()
  }

  #wake(now: number): NotifierEffect[] {
    if (this.#finished) return []
    return this.#state !== 'terminated' && now >= this.#until
      ? this.#terminate('timeout', null, 'expired', now)
      : this.#notify(now)
  }

  #subscribed(key: string, request: SipRequest, now: number): NotifierEffect[] {
    const respond = (status: number, fields: readonly SipHeaderField[] = []): NotifierEffect => ({
      do: 'respond',
      key,
      response: eventResponse(request, status, fields),
    })
    if (this.#state === 'terminated') return [respond(481)]
    const within = this.#usage.receive(request)
    if (!within.accepted) return [respond(within.status)]
    const verdict = judgeSubscribe(request, this.#settings)
    if (!verdict.taken) return [respond(verdict.status, verdict.fields)]
    // Of another subscription, which would be a new one in this dialog: that is not to be any more (§4.5.1).
    if (!isSameEvent(verdict.event, this.#event)) return [respond(489)]
    const { expires } = verdict
    this.#usage.accept(request)
    const fields = [
      contactField(this.#settings.contact, this.#settings.isFocus),
      { name: 'Expires', value: String(expires) },
      ...this.#settings.headers,
    ]
    if (expires === 0) return [respond(200, fields), ...this.#terminate('timeout', null, 'unsubscribed', now)]
    this.#until = now + expires * 1000
    const refreshed: NotifierEffect = { do: 'refreshed', until: this.#until, request }
    return [respond(200, fields), refreshed, ...this.#tell({ full: true, urgent: true }, now)]
  }

  #answered(response: SipResponse, now: number): NotifierEffect[] {
    const final = this.#usage.answered(response)
    if (!final) return response.status < 200 ? [] : [{ do: 'drop', reason: 'unexpected' }]
    if (final.again) return [{ do: 'send', request: final.again }]
    const { status } = response
    if (status >= 300) {
      // §4.2.2: what fails with Retry-After has not failed for good.
      const wait = status === 481 || fieldOf(response, 'Retry-After') === null ? null : retryAfterOf(response)
      if (wait === null || this.#state === 'terminated') return this.#close('refused', status)
      this.#holdEnds = now + wait
      this.#due = { full: true, urgent: true }
    }
    if (!this.#due && this.#state === 'terminated') this.#finished = true
    return this.#notify(now)
  }

  /** §4.2.2: who does not answer a NOTIFY is gone. */
  #failed(request: SipRequest): NotifierEffect[] {
    return this.#usage.lost(request) ? this.#close('lost', null) : [{ do: 'drop', reason: 'unexpected' }]
  }

  #terminate(reason: TerminationReason, retryAfter: number | null, why: NotifierEnd, now: number): NotifierEffect[] {
    this.#state = 'terminated'
    this.#end = { reason, retryAfter }
    this.#holdEnds = Number.NEGATIVE_INFINITY
    const ended: NotifierEnded = { do: 'ended', why, status: null }
    return [...this.#tell({ full: true, urgent: true }, now), ended]
  }

  /** There is nobody to tell anything any more. */
  #close(why: NotifierEnd, status: number | null): NotifierEffect[] {
    const told = this.#state === 'terminated'
    this.#state = 'terminated'
    this.#due = null
    this.#finished = true
    return told ? [] : [{ do: 'ended', why, status }]
  }

  #tell(due: Due, now: number): NotifierEffect[] {
    this.#due = { full: due.full || (this.#due?.full ?? false), urgent: due.urgent || (this.#due?.urgent ?? false) }
    return this.#notify(now)
  }

  /** Sends the NOTIFY that is due, if its time has come. */
  #notify(now: number): NotifierEffect[] {
    const at = this.#dueAt
    if (this.#usage.busy || this.#due === null || at === null || now < at) return []
    const full = this.#due.full || this.#owesAll
    this.#due = null
    this.#owesAll = false
    this.#gapEnds = now + this.#settings.gap
    const state = this.#said(now)
    const content = state.reason === 'rejected' ? null : this.#settings.content(full, state)
    const fields = [
      { name: 'Event', value: printEvent(this.#event) },
      { name: 'Subscription-State', value: printSubscriptionState(state) },
      contactField(this.#settings.contact, this.#settings.isFocus),
      ...this.#settings.headers,
      ...(content ? [{ name: 'Content-Type', value: content.type }] : []),
    ]
    const request = this.#usage.send('NOTIFY', fields, content?.body)
    return request ? [{ do: 'send', request }] : this.#close('lost', null)
  }

  #said(now: number): SubscriptionState {
    if (this.#end) return { state: 'terminated', expires: null, ...this.#end }
    const expires = Math.max(0, Math.floor((this.#until - now) / 1000))
    return { state: this.#state, expires, reason: null, retryAfter: null }
  }
}
