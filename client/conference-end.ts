import { causeOf } from './cause.ts'

/** Why somebody is no longer in a room, or never was, as far as a program can act on it. */
export type ConferenceEndKind =
  | 'left' // by oneself
  | 'removed' // by somebody who may
  | 'not-allowed' // the room does not take this account
  | 'media' // sound and picture could not be sent: ICE, DTLS or the browser's own refusal
  | 'connection-lost' // the connection to the gateway broke
  | 'failed' // anything else; the text says what

export interface ConferenceEnd {
  readonly kind: ConferenceEndKind
  /** The reason as it was given, for a log or a "details" line. */
  readonly text: string
}

/** Reads the `reason` with which the gateway ends it; there is none after one has left by oneself (sylkrtc-protocol.md §2.7, Appendix B). */
export function readEnd(reason: string | undefined): ConferenceEnd {
  if (reason === undefined) return { kind: 'left', text: '' }
  if (reason === 'kicked') return { kind: 'removed', text: reason }
  return { kind: /\bis not allowed to join\b/.test(reason) ? 'not-allowed' : 'failed', text: reason }
}

/** Why joining failed, from what was thrown: a RequestFailure, or an error of the browser's WebRTC. */
export function endOf(error: unknown): ConferenceEnd {
  const { kind, text } = causeOf(error)
  return kind === 'media' || kind === 'connection-lost' ? { kind, text } : readEnd(text)
}
