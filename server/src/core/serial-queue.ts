/** Jobs that run one after the other in the order they came, each to its end. What a job throws goes to `onDefect` and the next one runs. */
export class SerialQueue {
  readonly #waiting: (() => void | Promise<void>)[] = []
  readonly #onDefect: (thrown: unknown) => void
  #head = 0
  #busy = false
  #closed = false

  constructor(onDefect: (thrown: unknown) => void) {
    this.#onDefect = onDefect
  }

  /** Jobs that wait for their turn; the running one is not counted. */
  get length(): number {
    return this.#waiting.length - this.#head
  }

  /** Runs `job` at once when nothing is before it, otherwise in its turn. After close() it is dropped. */
  push(job: () => void | Promise<void>): void {
    if (this.#closed) return
    this.#waiting.push(job)
    if (!this.#busy) void this.#run()
  }

  /** Drops what waits; the running job finishes. */
  close(): void {
    this.#closed = true
    this.#waiting.length = 0
    this.#head = 0
  }

  async #run(): Promise<void> {
    this.#busy = true
    while (this.#head < this.#waiting.length) {
      const job = this.#waiting[this.#head++]
      // Cut now and then, not on every job: shift() on a long array is linear, and this queue may hold thousands.
      if (this.#head === 512) this.#head -= this.#waiting.splice(0, 512).length
      try {
        const pending = job?.()
        if (pending) await pending
      } catch (thrown) {
        this.#onDefect(thrown)
      }
    }
    this.#waiting.length = 0
    this.#head = 0
    this.#busy = false
  }
}
