// Which counts of which nonces have been used (RFC 7616 §3.3 "nc"), in bounded memory.

export type NonceUse = 'first' | 'replayed' | 'forgotten'

interface Counts {
  readonly madeAt: number
  highest: number
  /** Bit n: `highest - n` was used. */
  used: number
}

/** How far below the highest count one may still come late: requests over UDP overtake each other. */
const WIDTH = 32

export class ReplayWindow {
  readonly #most: number
  readonly #nonces = new Map<string, Counts>()
  #forgottenUntil = Number.NEGATIVE_INFINITY

  /** Remembers at most `most` nonces, some 200 bytes each. */
  constructor(most: number) {
    this.#most = most
  }

  /**
   * Notes that `count` of a nonce was used, by somebody who knew the password. `forgotten`: the nonce may have been used before; nonces
   * are forgotten in the order of their first use, and with one all unused ones that are not younger.
   */
  use(nonce: string, madeAt: number, count: number): NonceUse {
    const known = this.#nonces.get(nonce)
    if (known) return useAgain(known, count)
    if (madeAt <= this.#forgottenUntil) return 'forgotten'
    if (count < 1) return 'replayed'
    if (this.#nonces.size >= this.#most) this.#forgetOne()
    this.#nonces.set(nonce, { madeAt, highest: count, used: 1 })
    return 'first'
  }

  /** Forgets nonces made before `time`, which the caller takes no longer. */
  expire(time: number): void {
    for (const [nonce, { madeAt }] of this.#nonces) {
      if (madeAt >= time) return
      this.#nonces.delete(nonce)
    }
  }

  get size(): number {
    return this.#nonces.size
  }

  #forgetOne(): void {
    for (const [nonce, { madeAt }] of this.#nonces) {
      this.#nonces.delete(nonce)
      this.#forgottenUntil = Math.max(this.#forgottenUntil, madeAt)
      return
    }
  }
}

function useAgain(counts: Counts, count: number): NonceUse {
  const ahead = count - counts.highest
  if (ahead > 0) {
    counts.used = ahead < WIDTH ? (counts.used << ahead) | 1 : 1
    counts.highest = count
    return 'first'
  }
  const bit = -ahead < WIDTH ? 1 << -ahead : 0
  if (count < 1 || bit === 0 || (counts.used & bit) !== 0) return 'replayed'
  counts.used |= bit
  return 'first'
}
