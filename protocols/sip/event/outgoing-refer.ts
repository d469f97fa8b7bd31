// A REFER of ours within a dialog, such as that of a call (RFC 3515 §2.4.4). One outside dialogs begins subscriptions as a SUBSCRIBE does: outgoing-subscribe.ts.

import { STATUS_OF } from '../invite-session.ts'
import type { SipRequest, SipResponse } from '../message.ts'
import { cseqOf } from '../message-identity.ts'
import type { ClientFailure } from '../transaction.ts'
import { type DialogPlace, DialogUsage } from './dialog-usage.ts'
import { eventOf } from './event-field.ts'
import { eventResponse } from './event-response.ts'
import { REFER_EVENT, type Referral, referFields, sparesSubscription } from './refer-request.ts'
import { Subscriber, TIMER_N } from './subscriber.ts'
import type { SubscriberEffect, SubscriberInput } from './subscriber-step.ts'
import type { SubscriptionSettings } from './subscription-settings.ts'

/** `notify`: one of the dialog that isOurs() takes. The others are as a subscriber's. */
export type OutgoingReferInput = Exclude<SubscriberInput, { readonly kind: 'refresh' }>

export type OutgoingReferEffect =
  | SubscriberEffect
  /** For the user: the peer will do it, or says so. `subscription`: NOTIFYs follow that tell how it goes. */
  | { readonly do: 'accepted'; readonly subscription: boolean }
  /** For the user: the peer will not. */
  | { readonly do: 'failed'; readonly status: number }

/** What a subscriber needs, but for what `refer` decides by itself. */
export type OutgoingReferSettings = Omit<SubscriptionSettings, 'event' | 'accept' | 'expires'>

/** Seconds that are asked for in a refresh, where it takes longer than the peer first thought. */
const LASTS = 180

export class OutgoingRefer {
  readonly #settings: OutgoingReferSettings
  readonly #place: DialogPlace
  readonly #usage: DialogUsage
  #request: SipRequest | null = null
  #answered = false
  #subscriber: Subscriber | null = null
  #silentAt: number | null = null
  #over = false

  private constructor(settings: OutgoingReferSettings, place: DialogPlace) {
    this.#settings = settings
    this.#place = place
    this.#usage = new DialogUsage(place, settings.digest)
  }

  /** Throws SipPrintError where the referral cannot be printed; null where the dialog is over. */
  static start(
    settings: OutgoingReferSettings,
    place: DialogPlace,
    referral: Referral,
    now: number,
  ): { readonly refer: OutgoingRefer; readonly effects: OutgoingReferEffect[] } | null {
    const refer = new OutgoingRefer(settings, place)
    const contact = { name: 'Contact', value: `<${settings.contact}>` }
    const request = refer.#usage.send('REFER', [...referFields(referral), contact, ...settings.headers])
    return request && { refer, effects: refer.#sent(request, now) }
  }

  /** Whether nothing follows any more. */
  get finished(): boolean {
    return this.#over || (this.#subscriber?.over ?? false)
  }

  get nextWake(): number | null {
    return this.finished ? null : this.#subscriber ? this.#subscriber.nextWake : this.#silentAt
  }

  /** Whether a NOTIFY within the dialog is of this REFER: it names the REFER by its number, or none (§2.4.6). */
  isOurs(notify: SipRequest): boolean {
    const event = eventOf(notify)
    const number = this.#request && cseqOf(this.#request)?.number
    return !this.finished && event?.package === REFER_EVENT.package && (event.id === null || event.id === String(number))
  }

  /** `now` is in ms. */
  step(input: OutgoingReferInput, now: number): OutgoingReferEffect[] {
    if (input.kind === 'notify' && !this.#subscriber) this.#begin(input.request, now)
    if (input.kind === 'response' && !this.#answered) return this.#responded(input.response, now)
    if (input.kind === 'failed' && !this.#answered) return this.#failed(input.request, input.reason)
    if (this.#subscriber) return this.#subscriber.step(input, now)
    if (input.kind === 'wake') return this.#wake(now)
    if (input.kind === 'notify') return [{ do: 'respond', key: input.key, response: eventResponse(input.request, 481) }]
    if (input.kind === 'unsubscribe') this.#over = true
    return input.kind === 'unsubscribe' ? [] : [{ do: 'drop', reason: 'unexpected' }]
  }

  #begin(notify: SipRequest, now: number): void {
    const event = eventOf(notify)
    if (!event || !this.isOurs(notify)) return
    const settings = { ...this.#settings, event, accept: ['message/sipfrag'], expires: LASTS }
    this.#subscriber = Subscriber.begin(settings, this.#place, LASTS, now)
  }

  #sent(request: SipRequest, now: number): OutgoingReferEffect[] {
    this.#request = request
    this.#silentAt = now + TIMER_N
    return [{ do: 'send', request }]
  }

  #responded(response: SipResponse, now: number): OutgoingReferEffect[] {
    const final = this.#usage.answered(response)
    if (!final) return response.status < 200 ? [] : [{ do: 'drop', reason: 'unexpected' }]
    if (final.again) return this.#sent(final.again, now)
    this.#answered = true
    if (response.status >= 300) return this.#fail(response.status)
    const spared = sparesSubscription(response)
    if (spared) this.#over = true
    return [{ do: 'accepted', subscription: !spared }]
  }

  #failed(request: SipRequest, reason: ClientFailure): OutgoingReferEffect[] {
    if (!this.#usage.lost(request)) return [{ do: 'drop', reason: 'unexpected' }]
    this.#answered = true
    return this.#fail(STATUS_OF[reason])
  }

  /** Where a NOTIFY came, the peer does it, whatever became of its response. */
  #fail(status: number): OutgoingReferEffect[] {
    if (this.#subscriber) return []
    this.#over = true
    return [{ do: 'failed', status }]
  }

  #wake(now: number): OutgoingReferEffect[] {
    if (this.#over || this.#silentAt === null || now < this.#silentAt) return []
    this.#over = true
    return [{ do: 'ended', why: 'silent', reason: null, status: null, retryAfter: null }]
  }
}
