// What goes into the transaction machines (RFC 3261 §17) and what comes out of them. Each machine is `step(input, now) → effects` and
// `nextWake`: the time at which it wants `{ kind: 'wake' }`, null when it waits for others only. Times are milliseconds of one clock; a wake
// that comes early does nothing, one that comes late does what is due once.
//
// "The user" is the transaction user (TU) of the RFC: the core of a user agent or of a proxy. A message that goes out again is the same object.
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'

export type ClientInput =
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** The request, or the ACK, could not be sent, or its connection broke (§17.1.4). */
  | { readonly kind: 'transport-error' }
  | { readonly kind: 'wake' }

/** `headers` are those that the CANCEL carries besides what it must, such as Reason (RFC 3326). */
export type InviteClientInput = ClientInput | { readonly kind: 'cancel'; readonly headers: readonly SipHeaderField[] }

export type ServerInput =
  /** A request that matches (§17.2.3): a repetition, or the ACK of an INVITE. */
  | { readonly kind: 'request'; readonly request: SipRequest }
  /** The user's response. */
  | { readonly kind: 'respond'; readonly response: SipResponse }
  /** The response could not be sent, nor to a backup (§17.2.4). */
  | { readonly kind: 'transport-error' }
  | { readonly kind: 'wake' }

export type ClientEffect =
  | { readonly do: 'send'; readonly message: SipRequest }
  /** To be sent as a transaction of its own, to where the INVITE went (§9.1). */
  | { readonly do: 'cancel'; readonly request: SipRequest }
  /** Hand it to the user. */
  | { readonly do: 'pass'; readonly response: SipResponse }
  /** Tell the user that no final response will come. */
  | { readonly do: 'fail'; readonly reason: ClientFailure }
  | Dropped
  | Ended

export type ServerEffect =
  | { readonly do: 'send'; readonly message: SipResponse }
  /** Hand it to the user: the request itself, once, or an ACK for 2xx. */
  | { readonly do: 'pass'; readonly request: SipRequest }
  /** Tell the user that the peer may not have its response. */
  | { readonly do: 'fail'; readonly reason: ServerFailure }
  | Dropped
  | Ended

/** The input has no further effect. */
export interface Dropped {
  readonly do: 'drop'
  readonly reason: DropReason
}

/** The last effect of a transaction; whatever comes after it has none. */
export interface Ended {
  readonly do: 'end'
}

/**
 * `timeout`: nobody answered, as if it were 408 (§8.1.3.1). `transport`: as if it were 503. `cancelled`: nobody answered the INVITE even after
 * its CANCEL (§9.1), as if it were 487.
 */
export type ClientFailure = 'timeout' | 'transport' | 'cancelled'

/** `no-ack`: timer H. `transport`: the response was not sent; the transaction goes on. `unanswered`: the user took too long, the client is gone. */
export type ServerFailure = 'no-ack' | 'transport' | 'unanswered'

export type DropReason =
  /** A final response that came and was acknowledged before. */
  | 'repeated-response'
  /** A provisional response after a final one. */
  | 'late-provisional'
  /** A final response that contradicts the one before. */
  | 'second-final'
  /** A repeated request: the response to it is the user's matter, or none is there yet. */
  | 'repeated-request'
  | 'repeated-ack'
  /** ACK where there is nothing to acknowledge. */
  | 'unexpected-ack'
  /** A request or response of another method or kind than this transaction's. */
  | 'not-ours'
  /** The user's response comes after its final one. */
  | 'already-answered'
  /** The user's response may not answer a non-INVITE request, or not yet (RFC 4320 §4). */
  | 'not-for-this-method'
  /** CANCEL where the final response is there already (§9.1), or a second CANCEL. */
  | 'nothing-to-cancel'
  /** A failure to send where nothing was sent. */
  | 'nothing-sent'
  /** A response that no transaction of ours waits for (RFC 6026). */
  | 'stray-response'
  /** The key is of no transaction, or of one that ended meanwhile. */
  | 'unknown-transaction'
  /** A response to our CANCEL, or that there is none: what counts is how the INVITE ends. */
  | 'cancel-answered'

/** A transaction that has just begun, and what its beginning asks for. */
export interface Started<Transaction, Effect> {
  readonly transaction: Transaction
  readonly effects: Effect[]
}

export const end: Ended = { do: 'end' }

export const drop = (reason: DropReason): Dropped => ({ do: 'drop', reason })
