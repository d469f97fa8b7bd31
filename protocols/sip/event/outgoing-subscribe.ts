// A SUBSCRIBE of ours, or a REFER, that begins subscriptions (RFC 6665 §4.1.2, §4.4.1; RFC 3515 §2.4.4): one for each notifier that a fork reached, as its
// first NOTIFY says. That may come before the 2xx, and the 2xx begins nothing by itself.
import { readSeconds } from '../delta-seconds.ts'
import { type Dialog, dialogOfServer } from '../dialog.ts'
import { STATUS_OF } from '../invite-session.ts'
import { fieldOf, type SipHeaderField, type SipRequest, type SipResponse, withFields } from '../message.ts'
import { cseqOf, tagOf } from '../message-identity.ts'
import { retryAfterOf } from '../registration-times.ts'
import { type Credentials, type Sent, SentRequests } from '../sent-requests.ts'
import type { ClientFailure } from '../transaction.ts'
import { type EventField, eventOf, isSameEvent } from './event-field.ts'
import { eventResponse } from './event-response.ts'
import { sparesSubscription } from './refer-request.ts'
import { Subscriber, TIMER_N } from './subscriber.ts'
import type { SubscriberEffect } from './subscriber-step.ts'
import { type SubscriptionSettings, subscribeFields } from './subscription-settings.ts'

export type OutgoingSubscribeInput =
  /** A response to the request that was sent last. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** It gets no final response. */
  | { readonly kind: 'failed'; readonly reason: ClientFailure }
  /** A NOTIFY with its Call-ID and our tag that is within no dialog of a subscription that was begun. */
  | { readonly kind: 'notify'; readonly key: string; readonly request: SipRequest }
  | { readonly kind: 'wake' }
  /** The user does not want it any more: what is still begun is ended at once. */
  | { readonly kind: 'unsubscribe' }

export type OutgoingSubscribeEffect =
  /** To be sent as a transaction, with a Via of its own; again after a challenge or a 423, with another CSeq. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** The response to the request of that key. */
  | { readonly do: 'respond'; readonly key: string; readonly response: SipResponse }
  /** A notifier has a dialog of its own, to which messages within it go from now on. */
  | { readonly do: 'begun'; readonly subscriber: Subscriber }
  /** What a subscription wants. */
  | { readonly do: 'within'; readonly subscriber: Subscriber; readonly effects: readonly SubscriberEffect[] }
  /** A 2xx. `subscription`: NOTIFYs follow; not so where a REFER asked for none and the peer agreed (RFC 4488 §4). */
  | { readonly do: 'accepted'; readonly response: SipResponse; readonly subscription: boolean }
  /** Nothing came of it. Without a response, nobody answered, or no NOTIFY followed the 2xx. */
  | { readonly do: 'failed'; readonly status: number; readonly response: SipResponse | null; readonly retryAfter: number }
  | { readonly do: 'drop'; readonly reason: 'unexpected' }

export interface SubscriptionRequest {
  /** SUBSCRIBE or REFER, with To without tag, From with ours, Call-ID, CSeq, Max-Forwards, Route and, for REFER, Refer-To and so on. */
  readonly request: SipRequest
  /** To a sips URI over TLS. */
  readonly secure: boolean
  /** Subscriptions that are kept; other branches of a fork are refused (RFC 6665 §4.4.1 leaves that to us). */
  readonly most: number
}

const MOST_ATTEMPTS = 8

export class OutgoingSubscribe {
  readonly #settings: SubscriptionSettings
  readonly #plan: SubscriptionRequest
  readonly #credentials: SentRequests
  readonly #begun: Subscriber[] = []
  #sent: Sent
  #attempts = 1
  #expires: number
  /** Seconds of the 2xx. */
  #granted: number | null = null
  #closeAt: number | null
  #answered = false
  #unwanted = false

  private constructor(settings: SubscriptionSettings, plan: SubscriptionRequest, now: number) {
    this.#settings = settings
    this.#plan = plan
    this.#credentials = new SentRequests(settings.digest)
    this.#expires = settings.expires
    const { method, uri } = plan.request
    this.#sent = this.#compose(cseqOf(plan.request)?.number ?? 1, this.#credentials.authorize(method, uri))
    this.#closeAt = now + TIMER_N
  }

  /** Throws SipPrintError where the settings' event is none. */
  static start(
    settings: SubscriptionSettings,
    plan: SubscriptionRequest,
    now: number,
  ): { readonly subscribe: OutgoingSubscribe; readonly effects: OutgoingSubscribeEffect[] } {
    const subscribe = new OutgoingSubscribe(settings, plan, now)
    return { subscribe, effects: [{ do: 'send', request: subscribe.#sent.request }] }
  }

  /** Whether it begins nothing any more. What it began lives on. */
  get finished(): boolean {
    return this.#closeAt === null
  }

  get nextWake(): number | null {
    return this.#closeAt
  }

  /** `now` is in ms. */
  step(input: OutgoingSubscribeInput, now: number): OutgoingSubscribeEffect[] {
    switch (input.kind) {
      case 'response':
        return this.#responded(input.response, now)
      case 'failed':
        return this.#lost(input.reason)
      case 'notify':
        return this.#notified(input.key, input.request, now)
      case 'wake':
        return this.#wake(now)
      case 'unsubscribe':
        this.#unwanted = true
        return this.#begun.flatMap((subscriber) => this.#leave(subscriber, now))
    }
  }

  #wake(now: number): OutgoingSubscribeEffect[] {
    if (this.#closeAt === null || now < this.#closeAt) return []
    this.#closeAt = null
    return this.#begun.length > 0 ? [] : [{ do: 'failed', status: STATUS_OF.timeout, response: null, retryAfter: 0 }]
  }

  #notified(key: string, request: SipRequest, now: number): OutgoingSubscribeEffect[] {
    const refuse = (status: number): OutgoingSubscribeEffect[] => [
      { do: 'respond', key, response: eventResponse(request, status) },
    ]
    // §4.1.2.4: after timer N, those of further branches are not ours.
    if (this.#closeAt === null || this.#begun.length >= this.#plan.most) return refuse(481)
    const event = eventOf(request)
    if (!event) return refuse(489)
    if (!this.#isOurs(event)) return refuse(481)
    const dialog = this.#dialogOf(request)
    if (!dialog) return refuse(400)
    const settings = { ...this.#settings, event }
    const subscriber = Subscriber.begin(settings, { dialog, shared: false }, this.#granted ?? this.#expires, now)
    this.#begun.push(subscriber)
    const effects = subscriber.step({ kind: 'notify', key, request }, now)
    return [
      { do: 'begun', subscriber },
      { do: 'within', subscriber, effects },
      ...(this.#unwanted ? this.#leave(subscriber, now) : []),
    ]
  }

  #leave(subscriber: Subscriber, now: number): OutgoingSubscribeEffect[] {
    return subscriber.over ? [] : [{ do: 'within', subscriber, effects: subscriber.step({ kind: 'unsubscribe' }, now) }]
  }

  /** A NOTIFY that follows a REFER may name the REFER by its CSeq number (RFC 3515 §2.4.6). */
  #isOurs(event: EventField): boolean {
    const { event: wanted } = this.#settings
    if (isSameEvent(event, wanted)) return true
    const number = cseqOf(this.#sent.request)?.number
    return this.#isRefer && event.package === wanted.package && event.id === String(number)
  }

  #dialogOf(notify: SipRequest): Dialog | null {
    if (tagOf(fieldOf(notify, 'From')) === null) return null
    const { dialog } = dialogOfServer(notify, eventResponse(notify, 200), this.#plan.secure)
    // Its own CSeq number is counted when the subscription takes it.
    return dialog && { ...dialog, localSequence: cseqOf(this.#sent.request)?.number ?? null, remoteSequence: null }
  }

  #responded(response: SipResponse, now: number): OutgoingSubscribeEffect[] {
    const [cseq, ours] = [cseqOf(response), cseqOf(this.#sent.request)]
    if (this.#answered || cseq?.method !== ours?.method || cseq?.number !== ours?.number)
      return [{ do: 'drop', reason: 'unexpected' }]
    if (response.status < 200) return []
    if (response.status >= 300) return this.#refused(response, now)
    this.#answered = true
    this.#settings.digest?.accepted(this.#sent.request, response)
    if (this.#isRefer && sparesSubscription(response)) {
      this.#closeAt = null
      return [{ do: 'accepted', response, subscription: false }]
    }
    this.#granted = readSeconds(fieldOf(response, 'Expires'))
    for (const subscriber of this.#begun) subscriber.granted(this.#granted ?? this.#expires, now)
    return [{ do: 'accepted', response, subscription: true }]
  }

  #refused(response: SipResponse, now: number): OutgoingSubscribeEffect[] {
    // A branch that took it counts for more than one that did not.
    const credentials = this.#begun.length > 0 || this.#unwanted ? null : this.#again(response)
    if (!credentials) return this.#fail(response.status, response)
    this.#attempts++
    this.#sent = this.#compose((cseqOf(this.#sent.request)?.number ?? 0) + 1, credentials)
    this.#closeAt = now + TIMER_N
    return [{ do: 'send', request: this.#sent.request }]
  }

  /** The credentials to try again with; null where that is no use. */
  #again(response: SipResponse): Credentials | null {
    if (this.#attempts === MOST_ATTEMPTS) return null
    const least = response.status === 423 ? (readSeconds(fieldOf(response, 'Min-Expires')) ?? 0) : 0
    if (least <= this.#expires || this.#expires === 0) return this.#credentials.challenged(this.#sent, response)
    this.#expires = least
    const { method, uri } = this.#plan.request
    return this.#credentials.authorize(method, uri)
  }

  #lost(reason: ClientFailure): OutgoingSubscribeEffect[] {
    return this.#answered ? [{ do: 'drop', reason: 'unexpected' }] : this.#fail(STATUS_OF[reason], null)
  }

  #fail(status: number, response: SipResponse | null): OutgoingSubscribeEffect[] {
    this.#answered = true
    if (this.#begun.length > 0) return []
    this.#closeAt = null
    return [{ do: 'failed', status, response, retryAfter: response ? retryAfterOf(response) : 0 }]
  }

  get #isRefer(): boolean {
    return this.#plan.request.method === 'REFER'
  }

  #compose(number: number, credentials: Credentials): Sent {
    const { request: plain } = this.#plan
    const fields: readonly SipHeaderField[] = this.#isRefer
      ? [{ name: 'Contact', value: `<${this.#settings.contact}>` }, ...this.#settings.headers]
      : subscribeFields(this.#settings, this.#expires)
    const numbered = withFields(plain, 'CSeq', [`${number} ${plain.method}`])
    const request = { ...numbered, headers: [...numbered.headers, ...fields, ...credentials.fields] }
    return { method: plain.method, purpose: 'modify', fields, description: null, request, exchange: credentials.exchange }
  }
}
