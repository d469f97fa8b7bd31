import type { SipContact, SipCredentials, SipField } from './sip-agent.ts'
import type { SipContent } from './sip-subscriptions.ts'

/** What we subscribe to (RFC 6665 §4.1), and as whom. */
export interface OutgoingSubscription {
  /** Request-URI, and where it goes unless an outbound proxy is configured. */
  readonly uri: string
  /** From and To as header values, without tags. */
  readonly from: string
  readonly to: string
  readonly headers: readonly SipField[]
  /** The package: `presence`. */
  readonly event: string
  /** Types of bodies that we read; empty: the package's default. */
  readonly accept: readonly string[]
  /** Seconds until it is refreshed; 0 wants the state once. */
  readonly expires: number
  readonly credentials: readonly SipCredentials[]
  /** Absent: the edge's own. */
  readonly contact?: SipContact
}

/** What a subscription tells, in order, and never before the call that made it has returned. */
export type SubscriberEvent =
  /** Somebody took it; what the state is, and whether we may know it, is told as `state`. */
  | { readonly kind: 'accepted' }
  /** `pending`: nobody has decided whether we may know it. Null: nothing was said of what it is. */
  | { readonly kind: 'state'; readonly state: 'pending' | 'active'; readonly content: SipContent | null }
  /** The last one. */
  | ({ readonly kind: 'ended' } & SubscriberEnding)

export interface SubscriberEnding {
  readonly why:
    | 'unsubscribed'
    | 'fetched'
    /** The notifier ended it; `reason` says why, in the words of RFC 6665 §4.1.3. */
    | 'terminated'
    /** `status` is the final response. */
    | 'refused'
    /** Nobody answers, or answers any more. */
    | 'lost'
    /** No SIP server was found for the address. */
    | 'no-route'
    /** There are too many. */
    | 'full'
  readonly status: number | null
  readonly reason: string | null
  /** After how many ms it may be tried again; null: not by oneself. */
  readonly retryAfter: number | null
}

export interface SubscriptionOfOurs {
  /** Gives it up: the notifier is told, then `ended`. */
  end(): void
}

/** Subscribes, with RFC 3263 fail-over, answers to challenges, refreshes, and longer lifetimes where somebody wants them (423). */
export interface SipSubscriber {
  /** Throws where something cannot be said in SIP. */
  subscribe(wanted: OutgoingSubscription, listener: (event: SubscriberEvent) => void): SubscriptionOfOurs
}
