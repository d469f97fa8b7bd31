// Event state of ours that another keeps (RFC 3903 §4): published, refreshed, changed and removed under the tag that the last 2xx gave it.
import { readSeconds } from '../delta-seconds.ts'
import { type DigestClient, type DigestExchange, NEW_EXCHANGE } from '../digest-client.ts'
import { STATUS_OF } from '../invite-session.ts'
import { fieldOf, type SipHeaderField, type SipRequest, type SipResponse } from '../message.ts'
import { cseqOf } from '../message-identity.ts'
import { backOff, isTransient, refreshAfter, retryAfterOf } from '../registration-times.ts'
import { isToken } from '../token.ts'
import type { ClientFailure } from '../transaction.ts'
import { type EventField, printEvent } from './event-field.ts'
import type { EventContent } from './notifier-settings.ts'

export interface PublicationSettings {
  /** PUBLISH outside dialogs, with To, From with our tag, Call-ID, Max-Forwards and Route; its CSeq is set here. */
  readonly request: SipRequest
  readonly event: EventField
  /** The lifetime that is asked for, in seconds. */
  readonly expires: number
  readonly digest: DigestClient
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

export type PublicationInput =
  /** The state is this from now on: published at once, or as soon as what is under way is answered. */
  | { readonly kind: 'publish'; readonly content: EventContent }
  /** A response to the last request that was sent; others are ignored. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** The last request that was sent gets none, or could not be sent. */
  | { readonly kind: 'failed'; readonly reason: ClientFailure }
  | { readonly kind: 'wake' }
  | { readonly kind: 'remove' }

export type PublicationEffect =
  /** To be sent as a transaction, with a Via of its own. There is one at a time. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** The newest content is there until then, in ms. Also after each refresh. */
  | { readonly do: 'published'; readonly until: number }
  /** `retryAt`: when it is tried again, in ms; null where only another `publish` tries again. */
  | { readonly do: 'failed'; readonly status: number; readonly retryAt: number | null }
  /** After `remove`. What could not be removed expires by itself. */
  | { readonly do: 'removed'; readonly confirmed: boolean }

/** What goes on where this one is; plain JSON. The content is not in it. Times are ms of the caller's clock. */
export interface KeptPublication {
  readonly tag: string
  readonly until: number
  readonly refreshAt: number
  readonly sequence: number
}

interface Flight {
  readonly purpose: 'publish' | 'refresh' | 'remove'
  readonly request: SipRequest
  readonly exchange: DigestExchange
}

const MOST_CORRECTIONS = 3
const LONGEST_TAG = 256
/** Conditional Request Failed: as a refresh would be answered. */
const GONE = 412
const NOTHING = new Uint8Array()

export class Publication {
  readonly #settings: PublicationSettings
  #content: EventContent | null = null
  /** Whether the content is not there yet. */
  #dirty = false
  #tag: string | null = null
  #until = 0
  #attemptAt: number | null = null
  #flight: Flight | null = null
  #removing = false
  #expires: number
  #sequence = 0
  #failures = 0
  #corrections = 0

  /** Throws SipPrintError where the event is none. */
  constructor(settings: PublicationSettings, kept: KeptPublication | null = null) {
    printEvent(settings.event)
    this.#settings = settings
    this.#expires = settings.expires
    if (!kept) return
    this.#tag = kept.tag
    this.#until = kept.until
    this.#attemptAt = kept.refreshAt
    this.#sequence = kept.sequence
  }

  /** When `wake` is wanted, in ms; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    return this.#flight ? null : this.#attemptAt
  }

  /** What makes it again; null while anything is under way, or nothing is published. */
  get state(): KeptPublication | null {
    const [tag, refreshAt] = [this.#tag, this.#attemptAt]
    if (this.#flight || this.#dirty || tag === null || refreshAt === null) return null
    return { tag, until: this.#until, refreshAt, sequence: this.#sequence }
  }

  /** `now` is in ms. Throws nothing. */
  step(input: PublicationInput, now: number): PublicationEffect[] {
    switch (input.kind) {
      case 'publish':
        this.#content = input.content
        this.#dirty = true
        this.#removing = false
        this.#failures = 0
        return this.#go()
      case 'remove':
        this.#content = null
        this.#dirty = false
        this.#removing = true
        return this.#go()
      case 'wake':
        return this.#attemptAt !== null && now >= this.#attemptAt ? this.#wake(now) : []
      case 'failed':
        return this.#lost(input.reason, now)
      case 'response':
        return this.#answered(input.response, now)
    }
  }

  #wake(now: number): PublicationEffect[] {
    // What expired is not there to be refreshed (§4.3).
    if (now >= this.#until) this.#forget()
    // What was published before a restart is only known by its tag.
    if (this.#tag === null && !this.#dirty) return this.#fail(GONE, null, now)
    return this.#go()
  }

  /** Sends what is to be sent next, unless something is under way. */
  #go(): PublicationEffect[] {
    if (this.#flight) return []
    this.#attemptAt = null
    this.#corrections = 0
    if (this.#removing) return this.#tag === null ? this.#removed(true) : this.#send('remove')
    if (this.#dirty) return this.#send('publish')
    return this.#tag === null ? [] : this.#send('refresh')
  }

  #send(purpose: Flight['purpose'], authorization?: readonly SipHeaderField[], exchange = NEW_EXCHANGE): PublicationEffect[] {
    const { request: plain, event, digest } = this.#settings
    const content = purpose === 'publish' ? this.#content : null
    if (purpose === 'publish') this.#dirty = false
    this.#sequence++
    const headers: readonly SipHeaderField[] = [
      ...plain.headers.filter(({ name }) => name.toLowerCase() !== 'cseq'),
      { name: 'CSeq', value: `${this.#sequence} PUBLISH` },
      { name: 'Event', value: printEvent(event) },
      { name: 'Expires', value: String(purpose === 'remove' ? 0 : this.#expires) },
      ...(this.#tag === null ? [] : [{ name: 'SIP-If-Match', value: this.#tag }]),
      ...(authorization ?? digest.authorize({ method: 'PUBLISH', uri: plain.uri })),
      ...(content ? [{ name: 'Content-Type', value: content.type }] : []),
    ]
    const request = { ...plain, headers, body: content?.body ?? NOTHING }
    this.#flight = { purpose, request, exchange }
    return [{ do: 'send', request }]
  }

  #answered(response: SipResponse, now: number): PublicationEffect[] {
    const [flight, cseq] = [this.#flight, cseqOf(response)]
    if (!flight || response.status < 200 || cseq?.method !== 'PUBLISH' || cseq.number !== this.#sequence) return []
    this.#flight = null
    if (response.status < 300) return this.#accepted(flight, response, now)
    if (flight.purpose === 'publish' && this.#content) this.#dirty = true
    return this.#corrected(flight, response) ?? this.#refused(flight, response, now)
  }

  #accepted(flight: Flight, response: SipResponse, now: number): PublicationEffect[] {
    this.#settings.digest.accepted(flight.request, response)
    if (flight.purpose === 'remove') return this.#removed(true)
    const tag = fieldOf(response, 'SIP-ETag') ?? ''
    // Without a tag there is nothing to refresh: it is published anew before it expires.
    this.#tag = isToken(tag) && tag.length <= LONGEST_TAG ? tag : null
    const seconds = readSeconds(fieldOf(response, 'Expires')) ?? this.#expires
    this.#until = now + seconds * 1000
    this.#failures = 0
    if (this.#removing || this.#dirty) return this.#go()
    if (this.#tag === null) this.#dirty = true
    this.#attemptAt = now + refreshAfter(seconds * 1000, this.#settings.random())
    return [{ do: 'published', until: this.#until }]
  }

  /** The same request, made to fare better; null where there is no such. */
  #corrected(flight: Flight, response: SipResponse): PublicationEffect[] | null {
    const { status } = response
    if (status === 401 || status === 407) {
      const step = this.#settings.digest.challenged(flight.request, response, flight.exchange)
      return step.retry ? this.#send(flight.purpose, step.fields, step.exchange) : null
    }
    if (++this.#corrections > MOST_CORRECTIONS) return null
    const least = status === 423 ? (readSeconds(fieldOf(response, 'Min-Expires')) ?? 0) : 0
    if (least > this.#expires && flight.purpose !== 'remove') {
      this.#expires = least
      return this.#send(flight.purpose)
    }
    if (status !== GONE) return null
    // §4.3: what the tag was for is gone; "the EPA … can publish anew", the whole of it.
    this.#tag = null
    if (this.#removing) return this.#removed(true)
    return this.#content ? this.#send('publish') : null
  }

  #refused(flight: Flight, response: SipResponse, now: number): PublicationEffect[] {
    if (flight.purpose === 'remove') return this.#removed(false)
    return this.#fail(response.status, isTransient(response) ? retryAfterOf(response) : null, now)
  }

  #lost(reason: ClientFailure, now: number): PublicationEffect[] {
    const flight = this.#flight
    this.#flight = null
    if (!flight) return []
    if (flight.purpose === 'remove') return this.#removed(false)
    if (flight.purpose === 'publish' && this.#content) this.#dirty = true
    return this.#fail(STATUS_OF[reason], 0, now)
  }

  /** `wait`: ms to wait at least; null where it is no use. */
  #fail(status: number, wait: number | null, now: number): PublicationEffect[] {
    if (this.#removing) return this.#go()
    if (wait === null) {
      this.#forget()
      this.#dirty = false
      return [{ do: 'failed', status, retryAt: null }]
    }
    this.#failures++
    this.#attemptAt = now + Math.max(wait, backOff(this.#failures, this.#settings.random()))
    return [{ do: 'failed', status, retryAt: this.#attemptAt }]
  }

  #forget(): void {
    this.#tag = null
    if (this.#content) this.#dirty = true
  }

  #removed(confirmed: boolean): PublicationEffect[] {
    this.#removing = false
    this.#tag = null
    this.#attemptAt = null
    // Something new may have been published meanwhile.
    return [{ do: 'removed', confirmed }, ...(this.#dirty ? this.#go() : [])]
  }
}
