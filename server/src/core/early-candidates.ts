import type { Clock } from '../ports/clock.ts'
import type { IceCandidate } from '../ports/media.ts'

/** ms candidates wait for their session-create. */
const PATIENCE = 5_000
const MOST_SESSIONS = 20
const MOST_BATCHES = 100

/**
 * Candidates for sessions that do not exist (yet). Clients may send them before the session-create they belong to is through, and after the end
 * of a call; nobody knows which it is, so they wait a few seconds and are then dropped.
 */
export class EarlyCandidates {
  readonly #clock: Clock
  readonly #waiting = new Map<string, { readonly until: number; readonly batches: (readonly IceCandidate[])[] }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** One request's candidates; empty means end of candidates. */
  keep(session: string, candidates: readonly IceCandidate[]): void {
    this.#dropOld()
    const waiting = this.#waiting.get(session) ?? { until: this.#clock.now() + PATIENCE, batches: [] }
    if (waiting.batches.length < MOST_BATCHES) waiting.batches.push(candidates)
    if (this.#waiting.size < MOST_SESSIONS) this.#waiting.set(session, waiting)
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
