/** A body whose pieces come one at a time; who gives one hears when it has been taken, so that nothing piles up. To be read once. */
export class PassingBody implements AsyncIterable<Uint8Array> {
  #given: { readonly piece: Uint8Array; readonly taken: (isTaken: boolean) => void } | null = null
  #isOver = false
  #wake = () => {}

  /** Resolves once the reader is done with the piece, which must stay as it is until then; with false where nobody reads any more. Not to be called again before. */
  async give(piece: Uint8Array): Promise<boolean> {
    if (this.#isOver) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#given = { piece, taken: resolve }
    this.#wake()
    return promise
  }

  /** Nothing more comes. */
  end(): void {
    this.#isOver = true
    this.#wake()
  }

  /** Nobody reads it any more, or ever has. */
  stop(): void {
    this.#given?.taken(false)
    this.#given = null
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      while (this.#given || !this.#isOver) {
        if (this.#given) {
          const { piece, taken } = this.#given
          yield piece
          this.#given = null
          taken(true)
        } else {
          const { promise, resolve } = Promise.withResolvers<void>()
          this.#wake = resolve
          await promise
        }
      }
    } finally {
      this.stop()
    }
  }
}
