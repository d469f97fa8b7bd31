/** Starts under way at a time: one that Janus works on, and one that is ready when it has finished. */
const AT_A_TIME = 2

/**
 * Janus starts the SIP stacks of all accounts one after the other, 100 ms each, and answers no other SIP request meanwhile (measured; it waits
 * for each stack's thread in the one thread that handles requests). When a thousand lines come back after a restart they wait here, so that a
 * call has two starts before it and not a thousand.
 */
export class StackStarts {
  readonly #waiting: (() => Promise<void>)[] = []
  #running = 0

  /** Runs `start` when its turn comes; it resolves once Janus has done its part. Settles as `start` does. */
  run(start: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => start().then(resolve, reject))
      this.#next()
    })
  }

  #next(): void {
    if (this.#running >= AT_A_TIME) return
    const start = this.#waiting.shift()
    if (!start) return
    this.#running++
    void start().finally(() => {
      this.#running--
      this.#next()
    })
  }
}
