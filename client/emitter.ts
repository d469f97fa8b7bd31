type Listener<Payload> = (payload: Payload) => void

/** Typed events: `Events` maps each event's name to what its listeners are given. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>()

  /** Calls `listener` on every such event from now on; the returned function ends that. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    // A function of its own for each call, so that the same listener given twice is called twice and removed once.
    const entry: Listener<Events[Name]> = (payload) => listener(payload)
    const entries = this.#listeners.get(name) ?? new Set()
    entries.add(entry)
    this.#listeners.set(name, entries)
    return () => {
      entries.delete(entry)
    }
  }

  /**
   * Tells all listeners, in the order they came. One that throws doesn't keep the others from hearing it: its error is thrown
   * again outside of this call, where the page's own error handler sees it.
   */
  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    const entries = this.#listeners.get(name) as Set<Listener<Events[Name]>> | undefined
    for (const entry of [...(entries ?? [])]) {
      try {
        entry(payload)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
