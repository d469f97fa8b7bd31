import type { SipField } from '../../../ports/sip-agent.ts'

/** A call of a room to somebody whom a participant wants in it. */
export interface OutwardCall {
  /** The room that calls, `user@host`: From, and Contact as a focus. */
  readonly room: string
  /** Request-URI. */
  readonly target: string
  /** `user@host` of the target: who he is in the room. */
  readonly address: string
  /** `user@host` of who wanted him called. */
  readonly invitedBy: string
  /** What the INVITE says besides. */
  readonly headers: readonly SipField[]
}

/** What becomes of such a call, in order; nothing before begin() has returned. */
export type OutwardEvent =
  /** 101 to 199. */
  | { readonly kind: 'progress'; readonly status: number; readonly reason: string }
  /** The called one is a member of the room. */
  | { readonly kind: 'joined' }
  /** The last one. Of a call that nobody joined by, the status says why: 404 where no server was found, 487 where it was given up, 300 and above in any case. */
  | { readonly kind: 'ended'; readonly status: number; readonly reason: string }

export interface OutwardSession {
  /** Gives the call up, or ends it. `ended` follows. */
  end(): void
}

/** Calls people into rooms, as members who were invited; whether they may come in by themselves does not matter (msrp-conference §2.1, §10.1). */
export interface Outward {
  /** Throws where something of it cannot be said in SIP. */
  begin(call: OutwardCall, listener: (event: OutwardEvent) => void): OutwardSession
}
