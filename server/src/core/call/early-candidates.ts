import type { Clock } from '../../ports/clock.ts'
import type { IceCandidate } from '../../ports/media.ts'

/** ms candidates wait for their session-create. */
const PATIENCE = 5_000
const MOST_SESSIONS = 20
/** Of one session, its end counted as one. A browser sends some ten. */
const MOST_CANDIDATES = 100

interface Waiting {
  readonly until: number
  readonly batches: (readonly IceCandidate[])[]
  room: number
}

/**
 * Candidates for sessions that do not exist (yet). Clients may send them before the session-create they belong to is through, and after the end
 * of a call; nobody knows which it is, so they wait a few seconds and are then dropped.
 */
export class EarlyCandidates {
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** One request's candidates; empty means end of candidates. */
  keep(session: string, candidates: readonly IceCandidate[]): void {
    this.#dropOld()
    const known = this.#waiting.get(session)
    if (!known && this.#waiting.size >= MOST_SESSIONS) return
    const waiting = known ?? { until: this.#clock.now() + PATIENCE, batches: [], room: MOST_CANDIDATES }
    const size = Math.max(1, candidates.length)
    if (size > waiting.room) return
    waiting.room -= size
    waiting.batches.push(candidates)
    this.#waiting.set(session, waiting)
  }

  /** What waited for that session, in order; it waits no longer. */
  take(session: string): readonly (readonly IceCandidate[])[] {
    this.#dropOld()
    const waiting = this.#waiting.get(session)
    this.#waiting.delete(session)
    return waiting?.batches ?? []
  }

  clear(): void {
    this.#waiting.clear()
  }

  #dropOld(): void {
    const now = this.#clock.now()
    // Kept in order of arrival: the first one that is not due ends the search.
    for (const [session, { until }] of this.#waiting) {
      if (until > now) return
      this.#waiting.delete(session)
    }
  }
}
