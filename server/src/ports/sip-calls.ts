import type { IceCandidate } from './media.ts'

/** Who an account is towards SIP. Secrets stay in memory and never reach a log. */
export interface SipIdentity {
  /** The AOR without scheme, verbatim: `alice@example.com`. */
  readonly address: string
  readonly displayName: string | null
  readonly userAgent: string | null
  /** Digest HA1 in lower-case hex (RFC 7616 §3.4.2), or null for an account that has no SIP credentials. */
  readonly ha1: string | null
  /** SIP headers of incoming requests and answers whose names begin with one of these are handed up. */
  readonly headerPrefixes: readonly string[]
}

export interface SipParty {
  /** AOR without scheme. */
  readonly uri: string
  /** `""` when unknown. */
  readonly displayName: string
}

export type SipHeaders = Readonly<Record<string, string>>

export interface LineRequest {
  readonly identity: SipIdentity
  /** Parameters of the Contact URI (RFC 8599 push parameters), in order; values as the client gave them. */
  readonly contactParameters: readonly (readonly [name: string, value: string])[]
  /** False: no REGISTER is sent, the line counts as registered at once (externally authenticated accounts). */
  readonly register: boolean
}

/** Events come in order and never before openLine's promise has resolved. */
export type LineEvent =
  | { readonly kind: 'registering' }
  /** Also after every refresh; the listener reports changes only. */
  | { readonly kind: 'registered' }
  /** `code` is the SIP status, 904 for credentials the registrar did not take, 503 while the backend is away. */
  | { readonly kind: 'registration-failed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'incoming'; readonly call: IncomingCall }
  /** A call came and went without ever being offered (no free handle). */
  | { readonly kind: 'missed'; readonly caller: SipParty }

/** One account's presence in SIP: its registration and the calls that come in through it. Heals by itself when the backend comes back. */
export interface Line {
  /** Removes the binding and releases what the line held. Calls that came in through it go on. Never rejects. */
  close(): Promise<void>
}

export interface IncomingCall {
  readonly leg: Leg
  readonly callId: string
  readonly caller: SipParty
  /** The offer. */
  readonly sdp: string
  readonly headers: SipHeaders
  /** Must be called synchronously when the call is handed over; events come to it from then on. */
  listen(listener: (event: LegEvent) => void): void
}

export interface DialRequest {
  readonly identity: SipIdentity
  /** Request-URI without scheme: AOR as the client gave it. */
  readonly target: string
  readonly sdp: string
  readonly headers: SipHeaders
  /** False: plain RTP; true: SDES-SRTP (RFC 4568) with a callee that does it, plain RTP with one that does not. */
  readonly offerSrtp: boolean
}

/** Events of one call leg, in order, never before the promise that made the leg has resolved. `ended` is the last. */
export type LegEvent =
  | { readonly kind: 'calling' } // INVITE is on the wire
  | { readonly kind: 'ringing' } // 180 without SDP
  | { readonly kind: 'proceeding'; readonly code: number } // other 1xx without SDP
  | { readonly kind: 'early-media'; readonly sdp: string; readonly callId: string }
  /** 2xx to our INVITE (sdp null when it came with early media before), or our own 2xx is out (callId and headers then empty). */
  | { readonly kind: 'answered'; readonly sdp: string | null; readonly callId: string; readonly headers: SipHeaders }
  | { readonly kind: 'media-up' } // ICE and DTLS are through
  | { readonly kind: 'offer-received'; readonly sdp: string } // re-INVITE or UPDATE from the other side
  | { readonly kind: 'offer-answered'; readonly sdp: string | null } // 2xx to our re-INVITE
  /** `code` is 488 where the backend does not tell which one it was. */
  | { readonly kind: 'offer-rejected'; readonly code: number; readonly reason: string }
  | { readonly kind: 'message'; readonly sender: SipParty; readonly contentType: string; readonly content: string }
  | { readonly kind: 'message-outcome'; readonly code: number; readonly reason: string } // first in, first out
  /** An operation the backend had taken failed afterwards; the call itself goes on unless `ended` follows. */
  | { readonly kind: 'operation-failed'; readonly operation: LegOperation; readonly detail: string }
  /** `code` null when it did not end by SIP. `elsewhere`: a Reason header says another device answered (RFC 3326). */
  | { readonly kind: 'ended'; readonly code: number | null; readonly reason: string; readonly elsewhere: boolean }

export type LegOperation = 'dial' | 'answer' | 'decline' | 'hang-up' | 'offer' | 'answer-offer' | 'message' | 'dtmf'

/** One SIP dialog with media. Every promise resolves when the backend has taken the operation, and rejects with Refusal. */
export interface Leg {
  answer(sdp: string, headers: SipHeaders): Promise<void>
  decline(code: number): Promise<void>
  /** CANCEL before the answer, BYE after it. */
  hangUp(): Promise<void>
  /** re-INVITE with a new offer. */
  offer(sdp: string, headers: SipHeaders): Promise<void>
  answerOffer(sdp: string, headers: SipHeaders): Promise<void>
  /** Refuses the other side's re-INVITE; the dialog stays. A backend that cannot refuse answers it so that nothing changes. */
  rejectOffer(code: number): Promise<void>
  /** In-dialog MESSAGE; its final response comes as `message-outcome`. */
  sendMessage(contentType: string, content: string): Promise<void>
  /** SIP INFO `application/dtmf-relay`; duration in ms, null for the backend's own. */
  sendDtmf(digit: string, duration: number | null): Promise<void>
  /** Empty: end of candidates. */
  addCandidates(candidates: readonly IceCandidate[]): Promise<void>
  /** Gives everything back, hanging up when the call is still there. No events come afterwards. Never rejects. */
  release(): Promise<void>
}

export interface SipCalls {
  /** Rejects with Refusal `dns`; with the backend away it resolves, reports `registration-failed` 503 and registers when the backend is back. */
  openLine(request: LineRequest, listener: (event: LineEvent) => void): Promise<Line>
  /** Resolves when the backend has taken the call; rejects with Refusal. */
  dial(request: DialRequest, listener: (event: LegEvent) => void): Promise<Leg>
}
