/** Jobs about one thing, each after the one before; jobs about different things at once. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Resolves with what the job does, or rejects as it does; the next one runs either way. */
  async take<Result>(about: string, job: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(about)
    const turn = before === undefined ? job() : before.then(job, job)
    this.#last.set(about, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(about) === turn) this.#last.delete(about)
    }
  }
}
