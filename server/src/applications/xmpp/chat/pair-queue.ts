import { Turns } from '../../../core/turns.ts'
import type { Log } from '../../../ports/log.ts'

/** Jobs about the same two people that are not done. */
const MOST_WAITING = 100

/** Jobs about what two people write to each other, each after the one before, and not too many. */
export class PairQueue {
  readonly #log: Log
  readonly #turns = new Turns()
  readonly #waiting = new Map<string, number>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Does it when its turn comes; false, and nothing is done, where too many wait. `failed` is called where it throws, which is a defect. */
  add(pair: string, job: () => Promise<void>, failed: () => void): boolean {
    const waiting = this.#waiting.get(pair) ?? 0
    if (waiting >= MOST_WAITING) return false
    this.#waiting.set(pair, waiting + 1)
    void this.#turns
      .take(pair, job)
      .catch((error: unknown) => {
        this.#log.error('a message of XMPP was not brought on its way', { error: String(error) })
        failed()
      })
      .finally(() => this.#done(pair))
    return true
  }

  #done(pair: string): void {
    const waiting = (this.#waiting.get(pair) ?? 1) - 1
    if (waiting === 0) this.#waiting.delete(pair)
    else this.#waiting.set(pair, waiting)
  }
}
