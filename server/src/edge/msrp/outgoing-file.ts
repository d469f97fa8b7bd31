/** Bytes that are fetched ahead of what is sent. */
const AHEAD = 262_144

export interface FileDestination {
  /** Takes more bytes. False where no more are wanted, or these are too many. */
  feed(bytes: Uint8Array): boolean
  /** Bytes that were fed and wait; null where no more are wanted. */
  unsent(): number | null
  /** Nothing more comes. `isWhole`: the source said so itself; else it failed, or gave too much. */
  done(isWhole: boolean, error: unknown): void
}

/** Feeds a message from where its bytes come from, no faster than they go out. */
export class OutgoingFile {
  readonly #destination: FileDestination
  #isStopped = false
  #goOn: (() => void) | null = null

  constructor(bytes: AsyncIterable<Uint8Array>, destination: FileDestination) {
    this.#destination = destination
    void this.#run(bytes)
  }

  /** Something went out. */
  sent(): void {
    if (this.#isStopped || this.#hasRoom()) this.#goOn?.()
  }

  /** No more is wanted: the source is closed, once it has given what it was asked for. */
  stop(): void {
    this.#isStopped = true
    this.#goOn?.()
  }

  #hasRoom(): boolean {
    return (this.#destination.unsent() ?? 0) < AHEAD
  }

  async #run(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const piece of bytes) {
        if (this.#isStopped) return
        if (!this.#destination.feed(piece)) {
          this.#destination.done(false, 'more bytes than were announced')
          return
        }
        if (!this.#hasRoom()) await this.#room()
        if (this.#isStopped) return
      }
      this.#destination.done(true, null)
    } catch (error) {
      if (!this.#isStopped) this.#destination.done(false, error)
    }
  }

  async #room(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#goOn = resolve
    await promise
    this.#goOn = null
  }
}
