/*
 * MSRP sessions as applications see them: chat and files over connections of their own, agreed on in SDP (RFC 4975). Which side connects to which, how messages
 * are cut and put together, how often a peer is asked whether it is still there, is the edge's. Paths are the values of `a=path`.
 */

export type MsrpTransport = 'tcp' | 'tls'

/** `a=fingerprint` of a certificate (RFC 8122). */
export interface MsrpFingerprint {
  /** Lower case: `sha-256`. */
  readonly hash: string
  /** Pairs of upper-case hex digits with colons between them. */
  readonly value: string
}

export interface MsrpPlace {
  /** An IP address, IPv6 without brackets, or a name. */
  readonly host: string
  readonly port: number
}

/** 200 to 599, by RFC 4975 §10, RFC 7701 §6.3 and §7; without a comment, the usual one for the code. */
export interface MsrpVerdict {
  readonly code: number
  readonly comment?: string
}

export interface MsrpSessionSettings {
  readonly transport: MsrpTransport
  /** Whether a body of that Content-Type, verbatim, is taken at all; else it is refused with 415. */
  readonly accepts: (contentType: string) => boolean
  /** `whole`: messages are told with their bodies, as those of chats. `passing`: bytes are told as they come, as those of files. */
  readonly bodies: 'whole' | 'passing'
  /** Bytes of one message; more is refused with 413. */
  readonly mostBytes: number
}

/** What the other side's description says. */
export interface MsrpRemote {
  /** One URI, or several where relays are between us. */
  readonly path: string
  /** Whether we connect (RFC 6135 §4.2), or wait for the other side to. */
  readonly weConnect: boolean
  /** Of its certificate, which is held against them; empty: any certificate will do. */
  readonly fingerprints: readonly MsrpFingerprint[]
  /** Where to connect to in place of what the path says: `c=` and `m=` of who offers `a=msrp-cema` (RFC 6714 §4.2). */
  readonly cema: MsrpPlace | null
}

/** A message of ours. */
export interface MsrpSubmission {
  /** Printable ASCII, of no other message that is under way in the session. */
  readonly id: string
  readonly contentType: string
  /** Bytes, which must stay as they are; or so many that are fetched as they are needed, once. */
  readonly body: Uint8Array | { readonly size: number; readonly bytes: AsyncIterable<Uint8Array> }
  /** Whether the outcome is what the other side says in the end; else it is `delivered` once all of it went out. */
  readonly reports: boolean
  /** Messages of the same lane go out one after the other; those of different lanes, and those without, take turns. */
  readonly lane: string | null
}

export type MsrpOutcome =
  | { readonly delivered: true }
  /** What the other side said; 408 where it said nothing in time; 0 where the session ended, or we gave it up. */
  | { readonly delivered: false; readonly code: number; readonly reason: string }

export type MsrpEnding =
  /** By close(). */
  | 'closed'
  /** The other side ended the connection, or it broke. */
  | 'lost'
  /** Nobody took our connection, or may be connected to. */
  | 'not-connected'
  /** The other side did not come, or did not answer our first request, in time. */
  | 'not-bound'
  /** The other side answered our first request, or a keep-alive, with a refusal. */
  | 'refused'
  /** Its certificate is another one than was announced. */
  | 'wrong-certificate'
  /** It did not answer a keep-alive. */
  | 'silent'
  /** It reads more slowly than others write. */
  | 'too-slow'
  /** What came was no MSRP. */
  | 'garbage'
  /** The listener threw. */
  | 'defect'

/** What came of a message, to be judged; judging it twice, or after the end, does nothing. Nothing is reported to who did not ask for that. */
export interface MsrpReceived {
  /** Its Message-ID. */
  readonly id: string
  readonly contentType: string
  /** Reports to the sender: 200 once it is accepted, else why not. */
  readonly report: (verdict: MsrpVerdict) => void
}

/** What a session tells, in order, one thing at a time, and never before the call that led to it has returned. */
export type MsrpEvent =
  /** The other side is there: from now on messages can be sent. */
  | { readonly kind: 'bound' }
  /** A whole message. */
  | ({ readonly kind: 'message'; readonly body: Uint8Array } & MsrpReceived)
  /** Bytes of a message, which come in any order; `at` is where they begin in it, from 0. `total`: null while not known. */
  | {
      readonly kind: 'bytes'
      readonly id: string
      readonly contentType: string
      readonly at: number
      readonly total: number | null
      readonly bytes: Uint8Array
    }
  /** All bytes of a chunk were told, which are `size` from `at`; with `isComplete`, all bytes of the message. */
  | ({ readonly kind: 'chunk'; readonly at: number; readonly size: number; readonly isComplete: boolean } & MsrpReceived)
  /** Nothing more will come of a message of which bytes were told. */
  | { readonly kind: 'aborted'; readonly id: string; readonly why: 'sender' | 'expired' | 'refused' }
  /** What became of a message of ours; once for each that send() took. */
  | { readonly kind: 'outcome'; readonly id: string; readonly outcome: MsrpOutcome }
  /** The other side wants to be known by that name, or with "" by none (RFC 7701 §7); to be answered once. */
  | { readonly kind: 'nickname'; readonly nickname: string; readonly answer: (verdict: MsrpVerdict) => void }
  /** The other side asks how many bytes of its file are here already (AG Projects' FILE_OFFSET); to be answered once, with their number or a refusal. */
  | { readonly kind: 'file-offset'; readonly answer: (answer: number | MsrpVerdict) => void }
  /** The last one. */
  | { readonly kind: 'ended'; readonly why: MsrpEnding }

/**
 * Hears of a session. While a promise that it returned is pending, nothing more is told, nor read from the connection: so bytes come no faster than they
 * can be kept. What it throws, or rejects with, is a defect and ends the session.
 */
export type MsrpListener = (event: MsrpEvent) => void | Promise<void>

export interface MsrpSession {
  /** Ours, of one URI. */
  readonly path: string
  /** What the path's URI says, for `c=` and `m=`. */
  readonly place: MsrpPlace
  /** Of our certificate; null over TCP. */
  readonly fingerprint: MsrpFingerprint | null
  /** The other side's description is known: connects, or lets it in, within 15 s, after which the session ends. Null, or why nothing was done. */
  connect(remote: MsrpRemote): 'bad-path' | 'wrong-transport' | 'known-already' | null
  /** Null where the message is on its way; else why it is not. `full` ends the session with `too-slow`. */
  send(message: MsrpSubmission): 'not-bound' | 'in-use' | 'full' | 'bad-message' | null
  /** Gives a message up of which not all went out; its outcome has code 0. */
  abort(id: string): void
  /** Ends the session once the other side knows that what is under way is given up. */
  close(): void
}

/** Makes sessions. */
export interface MsrpSessions {
  /** Whether sessions can be had over that transport. */
  serves(transport: MsrpTransport): boolean
  /** A session to be described in SDP, that lasts until it is closed or `ended` is told. Null where that transport is not served. */
  open(settings: MsrpSessionSettings, listener: MsrpListener): MsrpSession | null
}
