/** Does one thing after the other: what is begun while something is being done comes after it, so that everybody hears of things in one order. */
export class Sequence {
  #waiting: (() => void)[] = []
  #running = false

  /** Does it before it returns, unless something is being done already. A job must not throw. */
  run(job: () => void): void {
    this.#waiting.push(job)
    if (this.#running) return
    this.#running = true
    try {
      while (this.#waiting.length > 0) {
        const jobs = this.#waiting
        this.#waiting = []
        for (const next of jobs) next()
      }
    } finally {
      this.#running = false
    }
  }
}
