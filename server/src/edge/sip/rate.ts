import { LRUCache } from 'lru-cache'

/** Keys that are remembered; the one that has been silent for longest is forgotten first, and so begins afresh. */
const MOST_KEYS = 10_000

/** So many a second, with as many again at once after a silence: a bucket that fills with time. Times are ms of one clock. */
export class Rate {
  readonly #perSecond: number
  #tokens = 0
  /** ms at which `#tokens` was right. */
  #at = Number.NEGATIVE_INFINITY

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Counts one, and says whether it was within the rate. */
  take(now: number): boolean {
    const filled = Math.min(2 * this.#perSecond, this.#tokens + (Math.max(0, now - this.#at) * this.#perSecond) / 1000)
    this.#at = now
    this.#tokens = filled < 1 ? filled : filled - 1
    return filled >= 1
  }
}

/** The same rate for each of many. */
export class RatePerKey {
  readonly #perSecond: number
  readonly #rates = new LRUCache<string, Rate>({ max: MOST_KEYS })

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Counts one of that key's, and says whether it was within the rate. */
  take(key: string, now: number): boolean {
    let rate = this.#rates.get(key)
    if (!rate) {
      rate = new Rate(this.#perSecond)
      this.#rates.set(key, rate)
    }
    return rate.take(now)
  }
}
