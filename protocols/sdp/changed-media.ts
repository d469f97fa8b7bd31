// What a further offer, or the answer to one of ours, does to the streams of a session (RFC 3264 §6, §8).
import type { SdpMedia, SessionDescription } from './session-description.ts'

/**
 * Of one stream. `unused`: it was and is over. `added`: it is new, or in the place of one that was over. `removed`: it is over now. `replaced`: something
 * else is in its place, of another kind or over another protocol. `kept`: it goes on, perhaps with other attributes.
 */
export type MediaChange = 'unused' | 'added' | 'removed' | 'replaced' | 'kept'

export type ReofferVerdict =
  /** One for each stream of the offer, in order. */
  | { readonly accept: true; readonly changes: readonly MediaChange[] }
  /** 488: streams may end, but not go away. */
  | { readonly accept: false; readonly reason: 'fewer-media' }

export type AnswerVerdict =
  | { readonly accept: true }
  /** `other-media`: not as many, or not of the same kinds. `not-offered`: a stream that was offered as over is used. */
  | { readonly accept: false; readonly reason: 'other-media' | 'not-offered' }

/** What an offer changes, beside our last description: in that, all that is not in use has port 0. */
export function judgeReoffer(own: SessionDescription, offer: SessionDescription): ReofferVerdict {
  if (offer.media.length < own.media.length) return { accept: false, reason: 'fewer-media' }
  return { accept: true, changes: offer.media.map((offered, index) => changeOf(own.media[index] ?? null, offered)) }
}

/** Whether a description can be the answer to an offer of ours. */
export function judgeAnswer(offer: SessionDescription, answer: SessionDescription): AnswerVerdict {
  const isSame = offer.media.length === answer.media.length && offer.media.every((one, at) => isSameKind(one, answer.media[at]))
  if (!isSame) return { accept: false, reason: 'other-media' }
  const isOffered = answer.media.every(({ port }, index) => port === 0 || offer.media[index]?.port !== 0)
  return isOffered ? { accept: true } : { accept: false, reason: 'not-offered' }
}

function changeOf(before: SdpMedia | null, offered: SdpMedia): MediaChange {
  const was = before !== null && before.port !== 0
  if (offered.port === 0) return was ? 'removed' : 'unused'
  if (!was) return 'added'
  return isSameKind(before, offered) && before.protocol === offered.protocol ? 'kept' : 'replaced'
}

function isSameKind(one: SdpMedia, other: SdpMedia | undefined): boolean {
  return one.media === other?.media
}
