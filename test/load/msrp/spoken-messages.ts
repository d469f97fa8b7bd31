interface UnderWay {
  /** Deliveries that have not come. */
  left: number
  readonly began: number
  readonly done: (ms: number) => void
}

/** Messages that were said and have not reached everybody. */
export class SpokenMessages {
  readonly #underWay = new Map<number, UnderWay>()
  #last = 0

  /** The number of a message that is about to be said to so many; `done` is called with the ms until the last of them had it. */
  begin(hearers: number, done: (ms: number) => void): number {
    const number = ++this.#last
    this.#underWay.set(number, { left: hearers, began: performance.now(), done })
    return number
  }

  heard(number: number): void {
    const message = this.#underWay.get(number)
    if (!message || --message.left > 0) return
    this.#underWay.delete(number)
    message.done(performance.now() - message.began)
  }
}
