import { Turns } from '../../../core/turns.ts'
import type { Log } from '../../../ports/log.ts'

/** Jobs about the same two people that are not done, and about all: who writes to nobody twice is not to be waited for more than others. */
const MOST_WAITING = 100
const MOST_IN_ALL = 10_000

/** Jobs about what two people write to each other, each after the one before, and not too many. */
export class PairQueue {
  readonly #log: Log
  readonly #turns = new Turns()
  readonly #waiting = new Map<string, number>()
  #size = 0

  constructor(log: Log) {
    this.#log = log
  }

  /**
   * Does it when its turn comes; resolves when it is done. Null, and nothing is done, where too many wait. `failed` is called where it throws, which is a
   * defect.
   */
  add(pair: string, job: () => Promise<void>, failed: () => void): Promise<void> | null {
    const waiting = this.#waiting.get(pair) ?? 0
    if (waiting >= MOST_WAITING || this.#size >= MOST_IN_ALL) return null
    this.#size++
    this.#waiting.set(pair, waiting + 1)
    return this.#turns
      .take(pair, job)
      .catch((error: unknown) => {
        this.#log.error('a message of XMPP was not brought on its way', { error: String(error) })
        failed()
      })
      .finally(() => this.#done(pair))
  }

  #done(pair: string): void {
    this.#size--
    const waiting = (this.#waiting.get(pair) ?? 1) - 1
    if (waiting === 0) this.#waiting.delete(pair)
    else this.#waiting.set(pair, waiting)
  }
}
