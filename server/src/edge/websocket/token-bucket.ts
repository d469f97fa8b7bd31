/**
 * Limits a rate without refusing anything: `rate` tokens a second flow into a bucket that holds `burst`, every request takes some, and who has
 * overdrawn is told how long to wait.
 */
export class TokenBucket {
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  /** `rate` in requests a second, 0 for no limit; `now` in ms. */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Takes that many tokens. Returns the ms until the bucket is out of debt: 0 while there are tokens. */
  take(now: number, tokens = 1): number {
    if (this.#rate === 0) return 0
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate) - tokens
    this.#at = now
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#rate) * 1000)
  }
}
