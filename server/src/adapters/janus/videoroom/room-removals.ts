import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { JanusSession } from '../session.ts'
import { withPassingHandle } from './passing-handle.ts'
import { destroyBody, type RoomKey } from './room-body.ts'

/** ms until rooms that could not be removed are tried again. */
const PAUSE = 5_000
/** Rooms that wait for that; more are forgotten, oldest first. */
const MOST_REMAINING = 1_000

/**
 * Removes rooms from Janus. A room outlives the session that made it, other than handles do: where Janus cannot be reached, or does not answer,
 * it is asked again until it has said that the room is gone.
 */
export class RoomRemovals {
  readonly #session: JanusSession
  readonly #clock: Clock
  readonly #log: Log
  readonly #remaining = new Map<number, RoomKey>()
  #waiting = false

  constructor({ session, clock, log }: { session: JanusSession; clock: Clock; log: Log }) {
    this.#session = session
    this.#clock = clock
    this.#log = log
  }

  /** Resolves after the first attempt. Never rejects. */
  async remove(key: RoomKey): Promise<void> {
    try {
      await withPassingHandle(this.#session, (handle) => handle.ask(destroyBody(key)))
      this.#remaining.delete(key.room)
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      this.#log.info('room not removed from Janus', { room: key.room, cause })
      if (mayRemain(error)) this.#keep(key)
      else this.#remaining.delete(key.room)
    }
  }

  #keep(key: RoomKey): void {
    this.#remaining.set(key.room, key)
    const [oldest] = this.#remaining.keys()
    if (this.#remaining.size > MOST_REMAINING && oldest !== undefined) this.#remaining.delete(oldest)
    if (this.#waiting) return
    this.#waiting = true
    this.#clock.after(PAUSE, () => {
      this.#waiting = false
      for (const remaining of this.#remaining.values()) void this.remove(remaining)
    })
  }
}

/** Whether a room may be there although making or removing it failed: Janus has not said that it is not. */
export function mayRemain(error: unknown): boolean {
  return error instanceof Refusal && error.reason !== 'backend-refused'
}
