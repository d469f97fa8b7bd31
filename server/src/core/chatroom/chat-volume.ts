export interface VolumeLimits {
  /** Characters, or bytes where that is what is counted. */
  readonly burst: number
  /** A second. */
  readonly steady: number
}

/**
 * On the web, in characters: some pictures. Twice that is less than what may wait for somebody who reads slowly (option `slow_reader_bytes`) before he is
 * dropped.
 */
export const WEB_VOLUME: VolumeLimits = { burst: 2_097_152, steady: 262_144 }

/** How much one participant may say in a chat: everything goes to everybody, and not everybody reads as fast as one can send. */
export class ChatVolume {
  readonly #limits: VolumeLimits
  #left: number
  #at: number

  /** `now` in ms. */
  constructor(limits: VolumeLimits, now: number) {
    this.#limits = limits
    this.#left = limits.burst
    this.#at = now
  }

  /** Whether so much may be said now; then it counts. Who has anything left may say one thing of any length, and then has to wait for longer. */
  take(much: number, now: number): boolean {
    const { burst, steady } = this.#limits
    this.#left = Math.min(burst, this.#left + (Math.max(0, now - this.#at) / 1000) * steady)
    this.#at = now
    if (this.#left <= 0) return false
    this.#left -= much
    return true
  }
}
