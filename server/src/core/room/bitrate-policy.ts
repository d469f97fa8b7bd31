/** bit/s for who is not among the speakers: enough for a small picture. */
const SMALL_PICTURE = 100_000
/** bit/s below which no picture moves, however many share a room. */
const LEAST = 64_000

/** What bit rates are shared by. */
export interface BitrateShares {
  /** bit/s of the room. */
  readonly maxBitrate: number
  /** Room sessions of who is seen large. */
  readonly speakers: readonly string[]
  /** How many take part. */
  readonly participants: number
}

/**
 * bit/s that the participant of that session may send. Speakers share what the room has, and the others send a small picture; without speakers everybody
 * gets an equal share of what one of them receives (sylkrtc-protocol §3.5.5).
 */
export function bitrateOf(session: string, { maxBitrate, speakers, participants }: BitrateShares): number {
  if (speakers.length === 0) return Math.max(LEAST, Math.floor(maxBitrate / Math.max(1, participants - 1)))
  return speakers.includes(session) ? Math.floor(maxBitrate / speakers.length) : Math.min(SMALL_PICTURE, maxBitrate)
}
