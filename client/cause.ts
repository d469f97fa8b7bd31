import { RequestFailure } from './request-failure.ts'

/** Why a call ended or a registration failed, as far as a program can act on it. */
export type CauseKind =
  | 'hung-up' // somebody hung up after a conversation, or the caller gave up; nothing went wrong
  | 'cancelled' // 487: the caller gave up before anybody answered, or another device did
  | 'busy' // 486, 600
  | 'declined' // 603
  | 'no-answer' // 408 and 480: nobody there, or no device of theirs is registered
  | 'not-found' // 404, 410, 484, 485, 604
  | 'forbidden' // 402, 403
  | 'credentials' // 401, 407 and 904, the code of Janus' SIP stack for a refused digest
  | 'not-acceptable' // 415, 488, 606: no common codec or medium
  | 'unreachable' // no DNS entry for the domain, or 502, 503, 504
  | 'media' // audio and video could not be sent: ICE, DTLS or the browser's own refusal
  | 'connection-lost' // the connection to the gateway broke
  | 'failed' // anything else

export interface Cause {
  readonly kind: CauseKind
  /** The SIP status, or null where it did not end by SIP. */
  readonly code: number | null
  /** The reason as it was given, for a log or a "details" line; not made for people. */
  readonly text: string
}

const KINDS: readonly (readonly [codes: readonly number[], kind: CauseKind])[] = [
  [[200], 'hung-up'],
  [[487], 'cancelled'],
  [[486, 600], 'busy'],
  [[603, 607, 608], 'declined'],
  [[408, 480], 'no-answer'],
  [[404, 410, 484, 485, 604], 'not-found'],
  [[402, 403], 'forbidden'],
  [[401, 407, 904], 'credentials'],
  [[415, 488, 606], 'not-acceptable'],
  [[502, 503, 504], 'unreachable'],
]

/** Texts of the media backend, which end a call without a SIP status. */
const MEDIA = /\b(?:ICE|DTLS|SRTP|PeerConnection|PC)\b/i

/**
 * Reads a `reason` of the gateway: `"486 Busy Here"`, or free text such as `"DTLS alert"` (sylkrtc-protocol.md §3.1, §3.2).
 * A call without any reason has simply ended.
 */
export function readReason(reason: string): Cause {
  const digits = /^\s*([1-9]\d\d)(?!\d)/.exec(reason)?.[1]
  if (digits !== undefined) {
    const code = Number(digits)
    return { kind: KINDS.find(([codes]) => codes.includes(code))?.[1] ?? 'failed', code, text: reason }
  }
  const kind = reason.trim() === '' ? 'hung-up' : /\bDNS\b/.test(reason) ? 'unreachable' : MEDIA.test(reason) ? 'media' : 'failed'
  return { kind, code: null, text: reason }
}

/** Why something went wrong, from what was thrown: a RequestFailure, or an error of the browser's WebRTC. */
export function causeOf(error: unknown): Cause {
  if (error instanceof RequestFailure) {
    if (error.kind === 'refused') return readReason(error.message)
    return { kind: error.kind === 'disconnected' ? 'connection-lost' : 'failed', code: null, text: error.message }
  }
  return { kind: 'media', code: null, text: error instanceof Error ? error.message : String(error) }
}
