/** Of each message, so many bytes count for nobody: what people write gets through while others send pictures by halves. */
const FREE = 16_384

/**
 * What the unfinished messages of all sessions may hold together. Each may hold much, since pictures are large, and sessions are many: together they would
 * hold more than there is.
 */
export class HeldBudget {
  readonly #most: number
  #used = 0

  /** `most` in bytes. */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes that are held and count. */
  get used(): number {
    return this.#used
  }

  /** Whether a message that holds `held` bytes may hold `more`. */
  admits(held: number, more: number): boolean {
    const bytes = countedOf(held + more) - countedOf(held)
    return bytes === 0 || this.#used + bytes <= this.#most
  }

  /** A message that held `held` bytes holds `more`. */
  grow(held: number, more: number): void {
    this.#used += countedOf(held + more) - countedOf(held)
  }

  /** A message that held so many bytes is not held any more. */
  give(held: number): void {
    this.#used -= countedOf(held)
  }
}

function countedOf(held: number): number {
  return Math.max(0, held - FREE)
}
