import { causeOf } from './cause.ts'

/** Why somebody is no longer in a room, or never was, as far as a program can act on it. */
export type ConferenceEndKind =
  | 'left' // by oneself
  | 'removed' // by somebody who may
  | 'not-allowed' // the room does not take this account
  | 'no-name' // no room can be called so
  | 'full' // the room, or the server, has no place for one more
  | 'unavailable' // the gateway has no media server at the moment, or is about to stop: later it may
  | 'media' // sound and picture could not be sent: ICE, DTLS or the browser's own refusal
  | 'connection-lost' // the connection to the gateway broke
  | 'failed' // anything else; the text says what

export interface ConferenceEnd {
  readonly kind: ConferenceEndKind
  /** The reason as it was given, for a log or a "details" line. */
  readonly text: string
}

/** Reasons as the gateway, the media server and the original of both give them. */
const KINDS: readonly (readonly [words: RegExp, kind: ConferenceEndKind])[] = [
  [/^kicked$/, 'removed'],
  [/\bis not allowed to join\b/, 'not-allowed'],
  [/\bcannot be the name of a room\b/, 'no-name'],
  [/\broom is full\b|\bno place for another room\b|\bmaximum number of publishers\b/i, 'full'],
  [
    /\bmedia server\b|\babout to stop\b|\bJanus\b|\broom is (?:gone|closed)\b|\b(?:backend|connection|session|handle) (?:is )?(?:lost|gone|closed|away)\b/i,
    'unavailable',
  ],
  [/\b(?:ICE|DTLS|SRTP|PeerConnection|PC)\b/i, 'media'],
]

/** Reads the `reason` with which the gateway ends it; there is none after one has left by oneself (sylkrtc-protocol.md §2.7, Appendix B). */
export function readEnd(reason: string | undefined): ConferenceEnd {
  if (reason === undefined) return { kind: 'left', text: '' }
  return { kind: KINDS.find(([words]) => words.test(reason))?.[1] ?? 'failed', text: reason }
}

/** Why joining failed, from what was thrown: a RequestFailure, or an error of the browser's WebRTC. */
export function endOf(error: unknown): ConferenceEnd {
  const { kind, text } = causeOf(error)
  return kind === 'media' || kind === 'connection-lost' ? { kind, text } : readEnd(text)
}
