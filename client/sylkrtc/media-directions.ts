import { mediaSections } from '../offered-media.ts'
import type { PeerConnection } from '../platform.ts'

/** Directions of the other side's media, by medium, in the order of its description; none before there is one. */
export function mediaDirections({ remoteDescription }: PeerConnection): Readonly<Record<string, readonly string[]>> {
  const directions = new Map<string, readonly string[]>()
  for (const { medium, direction } of mediaSections(remoteDescription?.sdp ?? '')) {
    directions.set(medium, [...(directions.get(medium) ?? []), direction])
  }
  return Object.fromEntries(directions)
}
