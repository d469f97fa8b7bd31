/** Numbers that look random and are the same for the same seed: xorshift32 (Marsaglia, 2003). Good enough to choose mutations. */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    // Zero would stay zero.
    this.#state = seed >>> 0 || 0x9e3779b9
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return Math.floor(((this.#state >>> 0) / 2 ** 32) * limit)
  }

  /** One of them; throws where there is none. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }
}
