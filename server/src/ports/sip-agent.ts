/*
 * SIP as applications see it: requests outside dialogs go out and are answered; what comes in is in sip-application.ts, calls are in sip-sessions.ts. The
 * messages' type is the application's and the edge's business (protocols/sip); ports know no protocol.
 */

/** Where a request came from. */
export interface SipSource {
  readonly transport: 'udp' | 'tcp' | 'tls'
  /** IP address; IPv6 without brackets. */
  readonly address: string
  readonly port: number
  /** Names the one connection it came over, of lower-case hex: another one from there, or after a restart, is not it. Absent for UDP. */
  readonly connection?: string
}

export interface SipField {
  readonly name: string
  readonly value: string
}

/** A final response. What every response copies from its request (Via, From, To with a tag, Call-ID, CSeq) is the edge's. */
export interface SipAnswer {
  /** 200 to 699. */
  readonly status: number
  /** The status's usual phrase when left out. */
  readonly reason?: string
  readonly headers?: readonly SipField[]
}

/** How an application appears in Contact; host, port and transport are the edge's. */
export interface SipContact {
  /** The user part, as text: what may not stand in a URI is escaped. */
  readonly user: string
  /** Whether a conference is reached there (`isfocus`, RFC 4579 §3.3). */
  readonly isFocus: boolean
}

/** What answers a server's challenge (RFC 7616). */
export interface SipCredentials {
  /** Null: every realm. */
  readonly realm: string | null
  readonly username: string
  readonly secret: { readonly kind: 'password'; readonly password: string } | { readonly kind: 'ha1'; readonly ha1: string }
}

/** A request outside any dialog. Via, Call-ID, CSeq, Max-Forwards and Contact are the edge's. */
export interface OutgoingRequest {
  /** Any but INVITE, ACK and CANCEL, which are nothing without a dialog. */
  readonly method: string
  /** Request-URI, and where it goes unless an outbound proxy is configured. */
  readonly uri: string
  /** From and To as header values, without tags. */
  readonly from: string
  readonly to: string
  readonly headers: readonly SipField[]
  readonly contentType: string | null
  readonly body: Uint8Array
  /** Asked for where a server wants to know who it is from. Never rejects; empty where nothing can be said. */
  readonly credentials?: () => Promise<readonly SipCredentials[]>
}

/** Sends requests, with RFC 3263 fail-over and answers to challenges (RFC 3261 §22). */
export interface SipAgent<Response> {
  /** Resolves with the final response; rejects with Refusal `dns`, or `backend-timeout` when nobody answered. */
  send(request: OutgoingRequest): Promise<Response>
}
