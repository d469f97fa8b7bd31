/** Events that must not come before somebody is there for them: they wait in order until it opens, and pass through afterwards. */
export class EventGate<Event> {
  readonly #waiting: Event[] = []
  #listener: ((event: Event) => void) | null = null
  #closed = false

  push(event: Event): void {
    if (this.#closed) return
    if (this.#listener && this.#waiting.length === 0) this.#listener(event)
    else this.#waiting.push(event)
  }

  /** Lets everything through to `listener`, what waited first. */
  open(listener: (event: Event) => void): void {
    this.#listener = listener
    while (!this.#closed) {
      const event = this.#waiting[0]
      if (event === undefined) return
      listener(event)
      this.#waiting.shift()
    }
  }

  /** As `open`, once those who wait for the current promise have run: what is made must be in the caller's hands before it speaks. */
  openSoon(listener: (event: Event) => void): void {
    setImmediate(() => this.open(listener))
  }

  /** Nothing passes any more. */
  close(): void {
    this.#closed = true
    this.#waiting.length = 0
  }
}
