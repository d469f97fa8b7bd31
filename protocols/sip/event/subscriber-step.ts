// What goes into a subscriber (RFC 6665 §4.1) and what comes out of it.
import type { SipRequest, SipResponse } from '../message.ts'
import type { ClientFailure } from '../transaction.ts'
import type { SubscriptionState } from './subscription-state.ts'

export type SubscriberInput =
  /** A NOTIFY of this subscription, once a server transaction, whose key comes back with the response. */
  | { readonly kind: 'notify'; readonly key: string; readonly request: SipRequest }
  /** A response to a SUBSCRIBE of ours. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** A SUBSCRIBE of ours gets no final response. */
  | { readonly kind: 'failed'; readonly request: SipRequest; readonly reason: ClientFailure }
  | { readonly kind: 'wake' }
  /** The whole state is wanted now, as after a gap in a package's versions. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'unsubscribe' }

export type SubscriberEffect =
  /** To be sent as a transaction, with a Via of its own. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** The response to the request of that key. */
  | { readonly do: 'respond'; readonly key: string; readonly response: SipResponse }
  /** For the user: the state, in the request's body, if there is one. Without a body it is not known, or not for us, as long as that is pending. */
  | { readonly do: 'notified'; readonly state: SubscriptionState; readonly request: SipRequest }
  /** For the user, once: the subscription is over. */
  | SubscriptionEnded
  | { readonly do: 'drop'; readonly reason: SubscriberDrop }

export interface SubscriptionEnded {
  readonly do: 'ended'
  readonly why: SubscriptionEnd
  /** What a NOTIFY said, in lower case: `rejected`, `noresource` and so on. */
  readonly reason: string | null
  /** The final response that ended it. */
  readonly status: number | null
  /** After how many ms one may subscribe anew; null: not by oneself. */
  readonly retryAfter: number | null
}

export type SubscriptionEnd =
  /** The notifier says so. */
  | 'terminated'
  | 'unsubscribed'
  /** What was fetched is there. */
  | 'fetched'
  /** No refresh came through in time. */
  | 'expired'
  /** No NOTIFY followed our SUBSCRIBE (timer N). */
  | 'silent'
  /** Our SUBSCRIBE was refused in a way that ends it (§4.1.2.2). */
  | 'refused'

/** `over`: it has ended. `unexpected`: nothing waits for that. `busy`: a SUBSCRIBE is under way, which brings the state as well. */
export type SubscriberDrop = 'over' | 'unexpected' | 'busy'
