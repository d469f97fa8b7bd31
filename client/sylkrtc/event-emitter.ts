/** What the listeners of an event are given, by the event's name. */
type Payloads<Events> = { [Name in keyof Events]: readonly unknown[] }

interface Entry<Payload extends readonly unknown[]> {
  readonly listener: (...payload: Payload) => void
  readonly once: boolean
}

/**
 * The part of Node's EventEmitter that applications of sylkrtc.js use: several values for each event, and listeners that are removed
 * by themselves. `Events` maps each event's name to the tuple of what its listeners are given.
 */
export class EventEmitter<Events extends Payloads<Events>> {
  #entries: { [Name in keyof Events]?: readonly Entry<Events[Name]>[] } = {}

  on<Name extends keyof Events>(name: Name, listener: (...payload: Events[Name]) => void): this {
    return this.#add(name, { listener, once: false })
  }

  /** The listener is called for the next such event only. */
  once<Name extends keyof Events>(name: Name, listener: (...payload: Events[Name]) => void): this {
    return this.#add(name, { listener, once: true })
  }

  /** Ends one `on` or `once` of this listener, the latest; without effect where there is none. */
  off<Name extends keyof Events>(name: Name, listener: (...payload: Events[Name]) => void): this {
    const entries = this.#entries[name] ?? []
    const at = entries.findLastIndex((entry) => entry.listener === listener)
    if (at >= 0) this.#entries[name] = entries.toSpliced(at, 1)
    return this
  }

  addListener<Name extends keyof Events>(name: Name, listener: (...payload: Events[Name]) => void): this {
    return this.on(name, listener)
  }

  removeListener<Name extends keyof Events>(name: Name, listener: (...payload: Events[Name]) => void): this {
    return this.off(name, listener)
  }

  /** Of one event, or of all. */
  removeAllListeners(name?: keyof Events): this {
    if (name === undefined) this.#entries = {}
    else delete this.#entries[name]
    return this
  }

  listenerCount(name: keyof Events): number {
    return this.#entries[name]?.length ?? 0
  }

  /**
   * Calls all listeners there are at this moment, in the order they came. One that throws doesn't keep the others, nor what is under
   * way here, from going on: its error is thrown again outside of this call, where the page's own error handler sees it.
   * @returns whether there was any
   */
  emit<Name extends keyof Events>(name: Name, ...payload: Events[Name]): boolean {
    const entries = this.#entries[name] ?? []
    for (const { listener, once } of entries) {
      if (once) this.off(name, listener)
      try {
        listener(...payload)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
    return entries.length > 0
  }

  #add<Name extends keyof Events>(name: Name, entry: Entry<Events[Name]>): this {
    this.#entries[name] = [...(this.#entries[name] ?? []), entry]
    return this
  }
}
