/*
 * Transaction users (the TU of RFC 3261 §5) and what is between them and the wire. Who calls whom:
 *
 *   Transports ─bytes─► SipEdge ─request──► SipServer ─────────► TransactionLayer.receive(request, peer, user) ─► TransactionUser
 *                          └─────response─► TransactionLayer.answered(response) ─► the ResponseListener of the request it answers
 *
 * SipServer has RequestGate judge each request. What can be answered without keeping anything is answered there; everything else is given to the
 * layer together with the user whose it is: an ApplicationUser for requests outside dialogs, the sessions for calls and for what is within their dialogs,
 * a proxy for what is on its way to somebody else. The layer keeps the transaction and repeats what has to be repeated; the user is asked once and
 * answers by key, whenever it likes: TransactionLayer.respond(key, response).
 *
 * Requests go out with TransactionLayer.send(request, way, listener), any method but ACK, with the Via that its user wrote; an ACK of a 2xx, and whatever
 * else is no transaction, with TransactionLayer.pass(message, way). A Way comes from Ways: along a route, or over what a request came on.
 *
 * Calls may come back before the call that caused them has returned: a listener hears of a connection that is gone within send().
 */
import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import type { ClientFailure, ServerFailure } from '@weft/protocols/sip/transaction'
import type { Peer } from '../transport/outbox.ts'

/** A request of somebody else's that is to be answered. */
export interface Incoming {
  /** Of its transaction. */
  readonly key: string
  /** With `received` and `rport` in its top Via. */
  readonly request: SipRequest
  readonly peer: Peer
  /** Whether what it says of itself counts, where a router has found that out; else its source decides. */
  readonly believed?: boolean
}

/** Who answers requests. */
export interface TransactionUser {
  /** A user `agent` answers a request once, however many ways it came (RFC 3261 §8.2.2.2); a `proxy` forwards it each time. */
  readonly role: 'agent' | 'proxy'
  /** A request other than CANCEL, once however often it is repeated. */
  requested(incoming: Incoming): void
  /** The request of that key, one of this user's, is cancelled. The user answers the CANCEL, and the request itself if that is still to be done (§9.2). */
  cancelled(key: string, cancel: Incoming): void
  /** An ACK other than that of a refusal, to be found a dialog for or to be forwarded. It is never answered. */
  acknowledged(ack: SipRequest, peer: Peer): void
  /** The peer may not have the response to that request. */
  undelivered(key: string, why: ServerFailure): void
  /** Nothing more can be said to that request: the key is free. */
  ended(key: string): void
}

/** Who hears what becomes of a request of ours. */
export interface ResponseListener {
  /** A user `agent` sent the request itself, so that responses with further Via fields are none of its; a `proxy` forwards them. */
  readonly role: 'agent' | 'proxy'
  /** Each response, provisional ones and further 2xx to an INVITE too. */
  answered(response: SipResponse): void
  /** No final response will come. */
  failed(why: ClientFailure): void
  /** Nothing more will be heard; the last call, unless the server stops before. */
  ended(): void
}
