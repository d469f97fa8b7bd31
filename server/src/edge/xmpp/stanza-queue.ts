import { stanzaKind } from '@weft/protocols/xmpp/stanza'
import type { XmppElement } from '../../ports/xmpp.ts'

/** A stanza that waits, or went out and may yet come back. */
export interface Outgoing {
  readonly stanza: XmppElement
  /** In ms: by when it is to have gone out. */
  readonly until: number
  /** Tells once what became of it. */
  readonly settle: (delivered: boolean) => void
}

/** What may wait: who comes into a room is told of everybody there at once, and a presence that is lost is lost without a word. */
const MOST_PRESENCES = 2000
const MOST_OTHERS = 100

/** Stanzas between two domains that cannot go out yet. */
export class StanzaQueue {
  #waiting: Outgoing[] = []
  #presences = 0

  get size(): number {
    return this.#waiting.length
  }

  /** By when the first of them is to have gone out; null where none waits. All wait equally long. */
  get nextDeadline(): number | null {
    return this.#waiting[0]?.until ?? null
  }

  /** False where there is no room. */
  add(outgoing: Outgoing): boolean {
    const isOne = isPresence(outgoing)
    if (isOne ? this.#presences >= MOST_PRESENCES : this.size - this.#presences >= MOST_OTHERS) return false
    this.#waiting.push(outgoing)
    if (isOne) this.#presences++
    return true
  }

  /** What did not go out after all is the first again. */
  putBack(outgoing: Outgoing): void {
    this.#waiting.unshift(outgoing)
    if (isPresence(outgoing)) this.#presences++
  }

  /** Takes out the first; null where there is none. */
  take(): Outgoing | null {
    const first = this.#waiting.shift() ?? null
    if (first && isPresence(first)) this.#presences--
    return first
  }

  takeAll(): readonly Outgoing[] {
    return this.#takeWhere(() => true)
  }

  /** Takes out those whose time is over. */
  takeExpired(now: number): readonly Outgoing[] {
    return this.#takeWhere(({ until }) => until <= now)
  }

  #takeWhere(isTaken: (outgoing: Outgoing) => boolean): readonly Outgoing[] {
    const taken = this.#waiting.filter(isTaken)
    this.#waiting = this.#waiting.filter((outgoing) => !isTaken(outgoing))
    this.#presences = this.#waiting.filter(isPresence).length
    return taken
  }
}

function isPresence({ stanza }: Outgoing): boolean {
  return stanzaKind(stanza) === 'presence'
}
