import type { IceCandidate } from '../../ports/media.ts'
import type { JsonObject } from './json.ts'

/** What can be candidates for a PeerConnection in Janus' words. */
export type TrickledCandidate = { readonly completed: true } | JsonObject

/** A browser's candidates as Janus takes them. None at all: there are no more. */
export function trickled(candidates: readonly IceCandidate[]): readonly TrickledCandidate[] {
  return candidates.length === 0 ? [{ completed: true }] : candidates.map(trickledCandidate)
}

/** It refuses null, and wants to know the media section one way or the other. */
function trickledCandidate({ candidate, sdpMid, sdpMLineIndex }: IceCandidate): TrickledCandidate {
  if (candidate === '') return { completed: true }
  return {
    candidate,
    ...(sdpMid === null ? {} : { sdpMid }),
    ...(sdpMLineIndex === null ? (sdpMid === null ? { sdpMLineIndex: 0 } : {}) : { sdpMLineIndex }),
  }
}
