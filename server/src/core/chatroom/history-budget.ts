/** What the histories of all rooms may take together: rooms are made by whoever likes, and memory is everybody's. */
export class HistoryBudget {
  readonly #most: number
  #used = 0

  /** `most` in bytes. */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes that are taken. */
  get used(): number {
    return this.#used
  }

  /** Whether there was room for so many bytes more, which are then taken. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#most) return false
    this.#used += bytes
    return true
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}
