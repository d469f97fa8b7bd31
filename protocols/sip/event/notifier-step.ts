// What goes into a notifier (RFC 6665 §4.2) and what comes out of it.
import type { SipRequest, SipResponse } from '../message.ts'
import type { ClientFailure } from '../transaction.ts'

/** Why a notifier ends a subscription (RFC 6665 §4.1.3); the subscriber is told, and takes it as advice on whether to come back. */
export type TerminationReason = 'deactivated' | 'probation' | 'rejected' | 'timeout' | 'giveup' | 'noresource' | 'invariant'

export type NotifierInput =
  /** A SUBSCRIBE within the dialog, once a server transaction, whose key comes back with the response. */
  | { readonly kind: 'subscribe'; readonly key: string; readonly request: SipRequest }
  /** A response to a NOTIFY of ours. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** A NOTIFY of ours gets no final response. */
  | { readonly kind: 'failed'; readonly request: SipRequest; readonly reason: ClientFailure }
  | { readonly kind: 'wake' }
  /** The resource has another state. */
  | { readonly kind: 'changed' }
  /** Who was pending may know the state from now on. */
  | { readonly kind: 'activate' }
  /** `retryAfter` is in seconds, for `probation` and `giveup`. */
  | { readonly kind: 'terminate'; readonly reason: TerminationReason; readonly retryAfter: number | null }

export type NotifierEffect =
  /** To be sent as a transaction, with a Via of its own. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** The response to the request of that key. */
  | { readonly do: 'respond'; readonly key: string; readonly response: SipResponse }
  /** For the user: the subscription goes on until then, in ms. The request may say another Accept. */
  | { readonly do: 'refreshed'; readonly until: number; readonly request: SipRequest }
  /** For the user, once: the subscription is over. Its last NOTIFY may still be under way. */
  | NotifierEnded
  | { readonly do: 'drop'; readonly reason: 'over' | 'unexpected' }

export interface NotifierEnded {
  readonly do: 'ended'
  readonly why: NotifierEnd
  /** The response to the NOTIFY that ended it. */
  readonly status: number | null
}

export type NotifierEnd =
  /** Nobody refreshed it. */
  | 'expired'
  | 'unsubscribed'
  /** The state was wanted once. */
  | 'fetched'
  /** The user ended it. */
  | 'terminated'
  /** The subscriber does not know it any more, or does not take our NOTIFY. */
  | 'refused'
  /** The subscriber does not answer. */
  | 'lost'
