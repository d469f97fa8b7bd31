import type { XmppElement } from '../../ports/xmpp.ts'

/** A stanza that waits, or went out and may yet come back. */
export interface Outgoing {
  readonly stanza: XmppElement
  /** In ms: by when it is to have gone out. */
  readonly until: number
  /** Tells once what became of it. */
  readonly settle: (delivered: boolean) => void
}

/** Stanzas between two domains that cannot go out yet. */
export class StanzaQueue {
  readonly #most: number
  #waiting: Outgoing[] = []

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#waiting.length
  }

  /** By when the first of them is to have gone out; null where none waits. All wait equally long. */
  get nextDeadline(): number | null {
    return this.#waiting[0]?.until ?? null
  }

  /** False where there is no room. */
  add(outgoing: Outgoing): boolean {
    if (this.#waiting.length >= this.#most) return false
    this.#waiting.push(outgoing)
    return true
  }

  /** What did not go out after all is the first again. */
  putBack(outgoing: Outgoing): void {
    this.#waiting.unshift(outgoing)
  }

  /** Takes out the first; null where there is none. */
  take(): Outgoing | null {
    return this.#waiting.shift() ?? null
  }

  takeAll(): readonly Outgoing[] {
    const all = this.#waiting
    this.#waiting = []
    return all
  }

  /** Takes out those whose time is over. */
  takeExpired(now: number): readonly Outgoing[] {
    const expired = this.#waiting.filter(({ until }) => until <= now)
    this.#waiting = this.#waiting.filter(({ until }) => until > now)
    return expired
  }
}
