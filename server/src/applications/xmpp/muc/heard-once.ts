const MOST = 200

/**
 * Tells what several listeners hear of one room once: each of them is told everything, in the same order, but not at the same time, and none is there for all
 * of it. What was heard last is kept, and how far each listener has come in it; what one hears that does not come after that is new. So nothing is told
 * twice, nothing is missed when a listener leaves, and who says the same thing twice is heard twice.
 */
export class HeardOnce<Listener extends object> {
  readonly #keys: string[] = []
  /** Keys that are not kept any more. */
  #gone = 0
  /** What each has heard, counted from the beginning. */
  readonly #heard = new WeakMap<Listener, number>()

  /** Whether no listener has heard it yet. */
  isNew(listener: Listener, key: string): boolean {
    const from = Math.max(0, (this.#heard.get(listener) ?? 0) - this.#gone)
    const at = this.#keys.indexOf(key, from)
    if (at < 0) this.#keys.push(key)
    this.#heard.set(listener, this.#gone + (at < 0 ? this.#keys.length : at + 1))
    if (this.#keys.length > MOST) {
      this.#keys.shift()
      this.#gone++
    }
    return at < 0
  }
}
