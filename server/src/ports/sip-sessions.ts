import type { SipAnswer, SipContact, SipField, SipSource } from './sip-agent.ts'

/*
 * Calls as applications see them. A description is the SDP that one side says; it is handed on as it is. When which side may offer, what is repeated and
 * acknowledged, and how long a call may be silent, is the edge's (RFC 3261, 3262, 3264, 3311, 4028).
 */

/**
 * What a call tells, in order, one thing at a time, and never before the call that made the session has returned. Until an outgoing call is answered it
 * may be several phones that speak; afterwards it is the one that answered.
 */
export type SessionEvent<Request> =
  /** Outgoing: 101 to 199. */
  | { readonly kind: 'progress'; readonly status: number; readonly reason: string }
  /** Outgoing: somebody took the call. */
  | { readonly kind: 'answered' }
  /** Both sides know that an INVITE is through: from now on the call can be changed. */
  | { readonly kind: 'confirmed' }
  /** The other side offers, and waits for answer() or refuse(). Null: it wants to be offered something. */
  | { readonly kind: 'offer'; readonly description: Uint8Array | null }
  /** The other side took its offer back. */
  | { readonly kind: 'withdrawn' }
  /** To an offer of ours. */
  | { readonly kind: 'answer'; readonly description: Uint8Array }
  /** What the answer will be: early media. */
  | { readonly kind: 'preview'; readonly description: Uint8Array }
  /** Our offer was refused; the call goes on as it was. `again`: it may be made again once `retry` is told. */
  | { readonly kind: 'refused'; readonly status: number; readonly again: boolean }
  | { readonly kind: 'retry' }
  /** A request within the call that is the application's business: INFO, MESSAGE, REFER, NOTIFY, and what nobody knows. It is answered once. */
  | { readonly kind: 'request'; readonly request: Request; readonly answer: (answer: SipAnswer) => void }
  /** The last one. `status` and `reason` are those of the refusal of an outgoing call, else null and "". */
  | {
      readonly kind: 'ended'
      readonly by: 'us' | 'peer'
      readonly why: SessionEnding
      readonly status: number | null
      readonly reason: string
    }

export type SessionEnding =
  | 'bye'
  /** It was given up before it was answered. */
  | 'cancelled'
  | 'rejected'
  /** Nobody acknowledged our answer, or our reliable provisional one. */
  | 'missing-ack'
  | 'missing-prack'
  /** Nobody showed for too long that the call is still there. */
  | 'expired'
  /** The other side said no description where it had to. */
  | 'no-description'
  /** The other side does not answer, or does not know the call. */
  | 'lost'
  /** No SIP server was found for the called address. */
  | 'no-route'

/**
 * A call. What makes no sense now is not done: each of these returns null, or why nothing was done, for the log. They throw where something cannot be
 * said in SIP, such as a header value with a line break.
 */
export interface SipSession {
  readonly callId: string
  /** A provisional response to an incoming call, 101 to 199. With `reliable`, where the other side can, its description is the answer (or the offer). */
  ring(ringing: { readonly status: number; readonly description: Uint8Array | null; readonly reliable: boolean }): string | null
  /** Takes the incoming call, or answers the offer that was told last. Null only where the answer was in a reliable provisional response. */
  answer(description: Uint8Array | null): string | null
  /** Rejects the incoming call, or the offer that was told last; 300 to 699. */
  refuse(answer: SipAnswer): string | null
  /** Offers something else; null has the other side offer. */
  offer(description: Uint8Array | null): string | null
  /** Ends the call: CANCEL, rejection or BYE, whichever it takes. `headers` come on top, such as Reason (RFC 3326). */
  end(headers?: readonly SipField[]): void
  /**
   * Sends a request within the call, after those before it have been answered. Resolves with the final response, or with the status that stands for one
   * that does not come: 408, 503; 481 where there is no call, or no longer; 500 where too many wait. Rejects where something cannot be said in SIP.
   */
  request(request: RequestWithin): Promise<SipAnswer>
}

/** A request that is the application's business, within a call. Contact, where the method has one, is the edge's. */
export interface RequestWithin {
  /** None of those that calls and subscriptions are made of: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, SUBSCRIBE, NOTIFY. */
  readonly method: string
  readonly headers: readonly SipField[]
  readonly contentType: string | null
  readonly body: Uint8Array
}

/** A call that came. */
export interface SipInvitation<Request> {
  readonly session: SipSession
  readonly request: Request
  readonly source: SipSource
  /** Who it is from has been checked, and so has what only servers may say of it (server-framework.md §3). */
  readonly believed: boolean
  /** Null: the other side wants to be offered something. */
  readonly offer: Uint8Array | null
  /** What our Contact says from now on. */
  readonly appearAs: (contact: SipContact) => void
}
