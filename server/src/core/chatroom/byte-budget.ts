/** What all rooms may hold together of one kind of thing: rooms are made by whoever likes, and memory is everybody's. */
export class ByteBudget {
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

  /** Whether there was room for so many bytes more, which are then taken. What takes the place of something larger always fits: that is less than 0. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.#used + bytes > this.#most) return false
    this.#used += bytes
    return true
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}
