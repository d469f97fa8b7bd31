// What goes into a proxy's response context (RFC 3261 §16.7) and what comes out of it. Times are ms of one clock. A branch is named by its target.
import type { SipHeaderField, SipResponse } from '../message.ts'
import type { ClientFailure } from '../transaction.ts'

export type ContextInput =
  /** As it came on that branch, without the Via that is ours (forwardedResponse). */
  | { readonly kind: 'response'; readonly branch: number; readonly response: SipResponse }
  /** No final response will come on it. */
  | { readonly kind: 'fail'; readonly branch: number; readonly reason: ClientFailure }
  /** Nothing at all will come on it any more; told after the final response, too. */
  | { readonly kind: 'over'; readonly branch: number }
  /** Who sent the request cancels it. `headers` are those that go with CANCELs, such as Reason (RFC 3326). */
  | { readonly kind: 'cancel'; readonly headers: readonly SipHeaderField[] }
  /** Nobody waits for a response any more. */
  | { readonly kind: 'abandon' }
  | { readonly kind: 'wake' }

export type ContextEffect =
  /** The request is to be sent to that target. */
  | { readonly do: 'try'; readonly branch: number; readonly breadth: number | null }
  /** CANCEL to that branch as soon as that may be; once a branch. A local branch then answers 487. */
  | { readonly do: 'cancel'; readonly branch: number; readonly headers: readonly SipHeaderField[] }
  /** To who sent the request. */
  | { readonly do: 'respond'; readonly response: SipResponse }
  /** The last effect. */
  | { readonly do: 'end' }
