// What goes into an INVITE session and what comes out of it.
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import type { Carrier, OfferObstacle } from './offer-answer.ts'
import type { ClientFailure } from './transaction.ts'

export type SessionInput =
  /** A request within the dialog, other than ACK, once a server transaction. `cancels`: the key of the INVITE that a CANCEL is for. */
  | { readonly kind: 'request'; readonly key: string; readonly request: SipRequest; readonly cancels: string | null }
  | { readonly kind: 'ack'; readonly request: SipRequest }
  /** Any response to a request of ours, repeated 2xx to INVITE too. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** A request of ours gets no final response. */
  | { readonly kind: 'failed'; readonly request: SipRequest; readonly reason: ClientFailure }
  | { readonly kind: 'wake' }
  | SessionCommand

/** What the user wants. Descriptions are bodies of type application/sdp. */
export type SessionCommand =
  /** A provisional response to the peer's INVITE, from 101 to 199. `reliable`: by PRACK, where the peer can. */
  | {
      readonly kind: 'ring'
      readonly status: number
      readonly reason: string
      readonly description: Uint8Array | null
      readonly reliable: boolean
    }
  /** 200 to the peer's INVITE, with the answer to its offer, or with an offer where it has none; null where that was in a reliable response. */
  | { readonly kind: 'accept'; readonly description: Uint8Array | null }
  /** Refuses the peer's INVITE, from 300 to 699. */
  | {
      readonly kind: 'reject'
      readonly status: number
      readonly reason: string
      readonly headers: readonly SipHeaderField[]
    }
  /** Answers an offer that came otherwise than in an INVITE. */
  | { readonly kind: 'answer'; readonly description: Uint8Array }
  /** Refuses the UPDATE or PRACK whose offer was told last, from 300 to 699. */
  | {
      readonly kind: 'refuse'
      readonly status: number
      readonly reason: string
      readonly headers: readonly SipHeaderField[]
    }
  /** A re-INVITE, without description to have the peer offer; or an UPDATE. */
  | { readonly kind: 'modify'; readonly method: 'INVITE' | 'UPDATE'; readonly description: Uint8Array | null }
  /** Takes back the re-INVITE. */
  | { readonly kind: 'cancel' }
  /** A request of a method that is no business of sessions. `headers` come on top, Content-Type too. */
  | {
      readonly kind: 'ask'
      readonly method: string
      readonly headers: readonly SipHeaderField[]
      readonly body: Uint8Array
    }
  /** BYE. `headers` come on top, such as Reason (RFC 3326). */
  | { readonly kind: 'end'; readonly headers: readonly SipHeaderField[] }

export type SessionEffect =
  /** To be sent as a transaction, with a Via of its own. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** To be sent without one, with a Via of its own. */
  | { readonly do: 'ack'; readonly request: SipRequest }
  /** The response to the request of that key. */
  | { readonly do: 'respond'; readonly key: string; readonly response: SipResponse }
  /** CANCEL that INVITE of ours, as soon as its transaction lets it. */
  | { readonly do: 'cancel'; readonly invite: SipRequest }
  /** For the user: the peer's INVITE, to be accepted or rejected. Its offer, if it has one, is told next. */
  | { readonly do: 'invited'; readonly request: SipRequest }
  /** For the user: the peer took its INVITE back, which is answered. The session, if there was one, stays as it was. */
  | { readonly do: 'withdrawn' }
  /** For the user: a description. A `preview` is what the answer will be. An `offer` in an INVITE is answered by accept, others by answer. */
  | {
      readonly do: 'described'
      readonly role: 'offer' | 'answer' | 'preview'
      readonly in: Carrier
      readonly description: Uint8Array
    }
  /** For the user: a provisional response to our INVITE, other than 100. */
  | { readonly do: 'progress'; readonly response: SipResponse }
  /** For the user: an INVITE of either side is through, with its ACK. */
  | { readonly do: 'confirmed' }
  /** For the user: its INVITE or UPDATE failed, and the session stays as it was. `retryAt`: after 491, when it may be tried again. */
  | { readonly do: 'refused'; readonly method: string; readonly status: number; readonly retryAt: number | null }
  /** For the user: the time after 491 is over, and what was refused may be tried again. */
  | { readonly do: 'retry'; readonly method: string }
  /** For the user, to be answered by it: a request of a method that is no business of sessions. */
  | { readonly do: 'other'; readonly key: string; readonly request: SipRequest }
  /** For the user, also after the end: what became of its request of that method. `response` is null where none came; the status stands for it. */
  | { readonly do: 'answered'; readonly method: string; readonly status: number; readonly response: SipResponse | null }
  /** For the user, once: the session is over. Its BYE may still be under way. */
  | { readonly do: 'ended'; readonly by: 'us' | 'peer'; readonly why: SessionEnd }
  | { readonly do: 'drop'; readonly reason: SessionDrop }

export type SessionEnd =
  | 'bye'
  /** The first INVITE was cancelled or rejected. */
  | 'cancelled'
  | 'rejected'
  /** Nobody acknowledged our 2xx. */
  | 'missing-ack'
  /** Nobody acknowledged our reliable provisional response. */
  | 'missing-prack'
  /** Nobody refreshed the session in time. */
  | 'expired'
  /** A 2xx or ACK lacks the description that it has to have. */
  | 'no-description'
  /** The peer does not answer, or does not know the dialog: 408 or 481. */
  | 'lost'

export type SessionDrop =
  | OfferObstacle
  | 'over'
  /** Nothing waits for that response, ACK or command. */
  | 'unexpected'
  /** A provisional response that came before, or after a gap. */
  | 'provisional-order'
  /** An accept without the description that it has to have. */
  | 'description-missing'
  /** The first INVITE of the peer is to be answered, not ended. */
  | 'unanswered'
  /** No CSeq number is left. */
  | 'sequence'
