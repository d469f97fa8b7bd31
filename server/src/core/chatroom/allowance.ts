export interface Rate {
  readonly perSecond: number
  /** At once. */
  readonly burst: number
}

/** How much one member may do. What is refused costs nothing, so that waiting always helps. */
export class Allowance {
  readonly #rate: Rate
  #left: number
  #at: number

  /** `now` in ms. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#left = rate.burst
    this.#at = now
  }

  /** Whether it may do it now; then it counts as done. */
  take(now: number): boolean {
    const { perSecond, burst } = this.#rate
    this.#left = Math.min(burst, this.#left + (Math.max(0, now - this.#at) / 1000) * perSecond)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
