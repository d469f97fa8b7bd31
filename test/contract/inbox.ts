/** ms to wait for something that ought to come at once. */
const PATIENCE = 5000

/** What comes from elsewhere, to be awaited one by one and in order. */
export class Inbox<T> {
  readonly #what: string
  readonly #waiting: T[] = []
  readonly #takers: ((item: T) => void)[] = []

  /** `what` is named when it does not come. */
  constructor(what: string) {
    this.#what = what
  }

  put(item: T): void {
    const taker = this.#takers.shift()
    if (taker) taker(item)
    else this.#waiting.push(item)
  }

  /** The next one, be it there already or not. Rejects after `patience` ms. */
  next(patience = PATIENCE): Promise<T> {
    const here = this.#waiting.shift()
    if (here !== undefined) return Promise.resolve(here)
    return new Promise((resolve, reject) => {
      const taker = (item: T) => {
        clearTimeout(timer)
        resolve(item)
      }
      const timer = setTimeout(() => {
        this.#takers.splice(this.#takers.indexOf(taker), 1)
        reject(new Error(`no ${this.#what} within ${patience} ms`))
      }, patience)
      this.#takers.push(taker)
    })
  }

  /** How many are there and not taken. */
  get size(): number {
    return this.#waiting.length
  }
}
