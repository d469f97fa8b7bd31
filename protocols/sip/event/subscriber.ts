// One subscription of ours (RFC 6665 §4.1): kept up by refreshes until it is given up, terminated, or lost.
//
//   NOTIFY begins it ─▶ subscribed ──it is time──▶ SUBSCRIBE ──2xx, then NOTIFY──▶ subscribed
//                          │  ▲                       │ refused for other reasons: it goes on until it expires
//                          │  └───────────────────────┘
//                          └ unsubscribe ─▶ SUBSCRIBE, Expires: 0 ─▶ the last NOTIFY, or timer N
//
// Timer N (§4.1.2.4) runs from each SUBSCRIBE to the next NOTIFY: without one the subscription is not there, whatever the response said.
import { readSeconds } from '../delta-seconds.ts'
import type { Dialog } from '../dialog.ts'
import { fieldOf, type SipRequest, type SipResponse } from '../message.ts'
import { refreshAfter, retryAfterOf } from '../registration-times.ts'
import { earliest, T1 } from '../timers.ts'
import type { ClientFailure } from '../transaction.ts'
import { type DialogPlace, DialogUsage } from './dialog-usage.ts'
import { eventOf, isSameEvent } from './event-field.ts'
import { eventResponse } from './event-response.ts'
import type { SubscriberEffect, SubscriberInput, SubscriptionEnded } from './subscriber-step.ts'
import { type SubscriptionSettings, subscribeFields } from './subscription-settings.ts'
import { parseSubscriptionState, resubscribeAfter, type SubscriptionState } from './subscription-state.ts'

/** Of ms: how long to wait for the NOTIFY that follows a SUBSCRIBE. */
export const TIMER_N = 64 * T1
/** Responses to a refresh after which the subscription is over (§4.1.2.2). */
const ENDING: ReadonlySet<number> = new Set([404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604])
const MOST_CORRECTIONS = 2
const SOONEST_RETRY = 1000

/** What makes the same subscription again, but for its settings; plain JSON. Times are ms of the caller's clock. */
export interface KeptSubscription {
  readonly dialog: Dialog
  /** Seconds that are asked for, which a 423 may have raised. */
  readonly expires: number
  readonly until: number
  readonly refreshAt: number
}

export class Subscriber {
  readonly #settings: SubscriptionSettings
  readonly #usage: DialogUsage
  #expires: number
  #until: number
  #refreshAt: number | null
  #silentAt: number | null = null
  /** `wanted`: as soon as the SUBSCRIBE under way has its response. `sent`: the last SUBSCRIBE is under way, or its NOTIFY. */
  #leaving: 'no' | 'wanted' | 'sent' = 'no'
  #corrections = 0
  /** Whether a NOTIFY said how long it lasts: what a response says is the older news then. */
  #told = false
  #over = false

  private constructor(settings: SubscriptionSettings, place: DialogPlace, times: Omit<KeptSubscription, 'dialog'>) {
    this.#settings = settings
    this.#usage = new DialogUsage(place, settings.digest)
    this.#expires = times.expires
    this.#until = times.until
    this.#refreshAt = times.refreshAt
  }

  /** The subscription that a NOTIFY in that dialog begins, which it is to be given next. `granted`: the seconds of the 2xx, or what was asked for. */
  static begin(settings: SubscriptionSettings, place: DialogPlace, granted: number, now: number): Subscriber {
    const until = now + granted * 1000
    const refreshAt = now + refreshAfter(granted * 1000, settings.random())
    return new Subscriber(settings, place, { expires: settings.expires, until, refreshAt })
  }

  /** One that was kept. */
  static resume(settings: SubscriptionSettings, kept: KeptSubscription): Subscriber {
    return new Subscriber(settings, { dialog: kept.dialog, shared: false }, kept)
  }

  get dialog(): Dialog {
    return this.#usage.dialog
  }

  /** Whether it ended. Further NOTIFYs of its dialog are answered 481 by whoever finds no subscription for them. */
  get over(): boolean {
    return this.#over
  }

  /** When `wake` is wanted, in ms; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    if (this.#over) return null
    return earliest(this.#silentAt, this.#refreshAt, this.#usage.busy || this.#silentAt !== null ? null : this.#until)
  }

  /** What makes it again; null while anything is under way, within the dialog of another, and after its end. */
  get state(): KeptSubscription | null {
    const busy = this.#usage.busy || this.#usage.shared || this.#silentAt !== null || this.#leaving !== 'no'
    if (this.#over || busy || this.#refreshAt === null) return null
    return { dialog: this.dialog, expires: this.#expires, until: this.#until, refreshAt: this.#refreshAt }
  }

  /** `now` is in ms. Throws nothing. */
  step(input: SubscriberInput, now: number): SubscriberEffect[] {
    if (this.#over) return this.#afterEnd(input)
    switch (input.kind) {
      case 'notify':
        return this.#notified(input.key, input.request, now)
      case 'response':
        return this.#answered(input.response, now)
      case 'failed':
        return this.#failed(input.request, input.reason, now)
      case 'wake':
        return this.#wake(now)
      case 'refresh':
        return this.#usage.busy || this.#leaving !== 'no' ? [{ do: 'drop', reason: 'busy' }] : this.#subscribe(now)
      case 'unsubscribe':
        return this.#unsubscribe(now)
    }
  }

  /** The 2xx to the first SUBSCRIBE came after the first NOTIFY, and said how many seconds it lasts. */
  granted(seconds: number, now: number): void {
    if (!this.#told && !this.#over) this.#lasts(seconds, now)
  }

  #afterEnd(input: SubscriberInput): SubscriberEffect[] {
    if (input.kind !== 'notify') return [{ do: 'drop', reason: 'over' }]
    return [{ do: 'respond', key: input.key, response: eventResponse(input.request, 481) }]
  }

  #wake(now: number): SubscriberEffect[] {
    if (this.#silentAt !== null && now >= this.#silentAt)
      return [this.#end(this.#leaving === 'no' ? { why: 'silent', retryAfter: 0 } : { why: 'unsubscribed' })]
    if (!this.#usage.busy && this.#silentAt === null && now >= this.#until) return [this.#end({ why: 'expired', retryAfter: 0 })]
    return this.#refreshAt !== null && now >= this.#refreshAt ? this.#subscribe(now) : []
  }

  #unsubscribe(now: number): SubscriberEffect[] {
    if (this.#leaving !== 'no') return [{ do: 'drop', reason: 'busy' }]
    this.#leaving = 'wanted'
    return this.#usage.busy ? [] : this.#subscribe(now)
  }

  #subscribe(now: number): SubscriberEffect[] {
    this.#refreshAt = null
    if (this.#leaving === 'wanted') this.#leaving = 'sent'
    const expires = this.#leaving === 'no' ? this.#expires : 0
    const request = this.#usage.send('SUBSCRIBE', subscribeFields(this.#settings, expires))
    return request ? this.#sent(request, now) : [this.#end({ why: 'expired', retryAfter: 0 })]
  }

  #sent(request: SipRequest, now: number): SubscriberEffect[] {
    this.#silentAt = now + TIMER_N
    return [{ do: 'send', request }]
  }

  #notified(key: string, request: SipRequest, now: number): SubscriberEffect[] {
    const refuse = (status: number): SubscriberEffect[] => [{ do: 'respond', key, response: eventResponse(request, status) }]
    const within = this.#usage.receive(request)
    if (!within.accepted) return refuse(within.status)
    const event = eventOf(request)
    // §4.1.3: of no such subscription. Without an event it is of no package at all.
    if (!event) return refuse(489)
    if (!isSameEvent(event, this.#settings.event)) return refuse(481)
    const state = parseSubscriptionState(fieldOf(request, 'Subscription-State') ?? '')
    if (!state) return refuse(400)
    this.#usage.accept(request)
    return [...refuse(200), { do: 'notified', state, request }, ...this.#follow(state, now)]
  }

  #follow(state: SubscriptionState, now: number): SubscriberEffect[] {
    if (state.state === 'terminated') return [this.#terminated(state)]
    if (this.#settings.expires === 0) return [this.#end({ why: 'fetched' })]
    // One that crosses our last SUBSCRIBE is not what follows it.
    if (this.#leaving === 'sent') return []
    this.#silentAt = null
    if (state.expires !== null) {
      this.#told = true
      this.#lasts(state.expires, now)
    }
    return []
  }

  #terminated(state: SubscriptionState): SubscriptionEnded {
    const { reason } = state
    if (this.#leaving !== 'no') return this.#end({ why: 'unsubscribed', reason })
    if (this.#settings.expires === 0) return this.#end({ why: 'fetched', reason })
    return this.#end({ why: 'terminated', reason, retryAfter: resubscribeAfter(state) })
  }

  #answered(response: SipResponse, now: number): SubscriberEffect[] {
    const final = this.#usage.answered(response)
    if (!final) return response.status < 200 ? [] : [{ do: 'drop', reason: 'unexpected' }]
    if (final.again) return this.#sent(final.again, now)
    const asked = readSeconds(fieldOf(final.sent.request, 'Expires')) ?? this.#expires
    const { status } = response
    if (this.#leaving === 'sent') return status >= 300 || status === 204 ? [this.#end({ why: 'unsubscribed', status })] : []
    if (status < 300) return this.#accepted(response, asked, now)
    if (this.#leaving === 'wanted') return this.#subscribe(now)
    if (ENDING.has(status)) return [this.#end({ why: 'refused', status, retryAfter: 0 })]
    const least = status === 423 ? (readSeconds(fieldOf(response, 'Min-Expires')) ?? 0) : 0
    if (least > asked && this.#corrections < MOST_CORRECTIONS) {
      this.#corrections++
      this.#expires = least
      return this.#subscribe(now)
    }
    this.#retry(retryAfterOf(response), now)
    return []
  }

  #accepted(response: SipResponse, asked: number, now: number): SubscriberEffect[] {
    this.#corrections = 0
    // RFC 5839 §4: 204 says that no NOTIFY follows, since nothing is new.
    if (response.status === 204) this.#silentAt = null
    this.#lasts(readSeconds(fieldOf(response, 'Expires')) ?? asked, now)
    return this.#leaving === 'wanted' ? this.#subscribe(now) : []
  }

  #failed(request: SipRequest, reason: ClientFailure, now: number): SubscriberEffect[] {
    if (!this.#usage.lost(request)) return [{ do: 'drop', reason: 'unexpected' }]
    if (this.#leaving === 'sent') return [this.#end({ why: 'unsubscribed' })]
    if (this.#leaving === 'wanted') return this.#subscribe(now)
    // Nobody answers, and no NOTIFY came either: timer N, which runs out at the same time, ends it.
    if (reason === 'timeout' && this.#silentAt !== null) return []
    this.#retry(0, now)
    return []
  }

  /** §4.1.2.2: the subscription is good for what is left of it; the refresh is tried again after half of that. */
  #retry(atLeast: number, now: number): void {
    this.#silentAt = null
    this.#refreshAt = now + Math.max(SOONEST_RETRY, (this.#until - now) / 2, atLeast)
  }

  #lasts(seconds: number, now: number): void {
    this.#until = now + seconds * 1000
    if (!this.#usage.busy) this.#refreshAt = now + refreshAfter(seconds * 1000, this.#settings.random())
  }

  #end(end: Pick<SubscriptionEnded, 'why'> & Partial<SubscriptionEnded>): SubscriptionEnded {
    this.#over = true
    return { do: 'ended', reason: null, status: null, retryAfter: null, ...end }
  }
}
