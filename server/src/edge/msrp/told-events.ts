/** Who hears of events; what it returns is waited for before the next one. */
type Listener<Event> = (event: Event) => void | Promise<void>

/** Tells events in order, one at a time, and never before the call that led to one has returned. */
export class ToldEvents<Event> {
  readonly #listener: Listener<Event>
  readonly #idle: () => void
  readonly #failed: (error: unknown) => void
  #waiting: Event[] = []
  #isTelling = false
  #isPlanned = false

  /** `idle` is called whenever all has been told; `failed` with what the listener threw, after which it hears of what is told later. */
  constructor(listener: Listener<Event>, idle: () => void, failed: (error: unknown) => void) {
    this.#listener = listener
    this.#idle = idle
    this.#failed = failed
  }

  /** True while something waits to be told, or the listener is not done with the last event. */
  get isBusy(): boolean {
    return this.#isTelling || this.#waiting.length > 0
  }

  /** Tells it, after those before it. */
  tell(event: Event): void {
    this.#waiting.push(event)
    if (this.#isTelling || this.#isPlanned) return
    this.#isPlanned = true
    queueMicrotask(() => {
      this.#isPlanned = false
      this.drain()
    })
  }

  /** Tells now what waits. For who is sure that nobody is within a call that led to it. */
  drain(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      const done = this.#call(event)
      if (done === undefined) continue
      void done.catch(this.#failed).finally(() => {
        this.#isTelling = false
        this.drain()
      })
      return
    }
    this.#isTelling = false
    this.#idle()
  }

  #call(event: Event): Promise<void> | undefined {
    try {
      return this.#listener(event) ?? undefined
    } catch (error) {
      this.#failed(error)
      return undefined
    }
  }
}
