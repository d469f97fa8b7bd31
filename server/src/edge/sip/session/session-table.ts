import { type Dialog, dialogKeyOf, dialogKeyOfMessage } from '@weft/protocols/sip/dialog'
import type { SipMessage } from '@weft/protocols/sip/message'
import { WakeQueue } from '@weft/protocols/sip/wake-queue'

export interface SessionLimits {
  /** Sessions at a time, and those that came from one address; a proxy is one address. */
  readonly most: number
  readonly mostPerPeer: number
}

/** What the table has to know of a session. */
export interface TableSession {
  readonly dialog: Dialog
  /** When `wake` is wanted; null while nobody waits for time to pass. */
  readonly nextWake: number | null
  /** Whether nothing of it is under way any more. */
  readonly finished: boolean
  wake(): void
}

interface Entry {
  readonly key: string
  readonly peer: string | null
}

/** The sessions that there are, by their dialog; those that are over until nothing of them is under way. */
export class SessionTable<Session extends TableSession> {
  readonly #limits: SessionLimits
  readonly #sessions = new Map<string, Session>()
  readonly #entries = new Map<Session, Entry>()
  readonly #perPeer = new Map<string, number>()
  readonly #queue = new WakeQueue<Session>()

  constructor(limits: SessionLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#sessions.size
  }

  get nextWake(): number | null {
    return this.#queue.next
  }

  /** Whether there is room for one more session, from that address; null: of our own. */
  admits(peer: string | null): boolean {
    if (this.#sessions.size >= this.#limits.most) return false
    return peer === null || (this.#perPeer.get(peer) ?? 0) < this.#limits.mostPerPeer
  }

  /** `peer` is the address that the session came from; null for one of ours. */
  add(session: Session, peer: string | null): void {
    const key = dialogKeyOf(session.dialog)
    this.#sessions.set(key, session)
    this.#entries.set(session, { key, peer })
    if (peer !== null) this.#perPeer.set(peer, (this.#perPeer.get(peer) ?? 0) + 1)
  }

  /** Whose dialog a message is within. */
  find(message: SipMessage): Session | null {
    return this.#sessions.get(dialogKeyOfMessage(message) ?? '') ?? null
  }

  all(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  /** A session made a step. */
  touched(session: Session): void {
    const entry = this.#entries.get(session)
    if (!entry) return
    this.#queue.set(session, session.nextWake)
    if (session.finished) this.drop(session)
  }

  /** Forgets a session, whatever is under way. */
  drop(session: Session): void {
    const entry = this.#entries.get(session)
    if (!entry) return
    const { key, peer } = entry
    this.#queue.set(session, null)
    this.#entries.delete(session)
    if (this.#sessions.get(key) === session) this.#sessions.delete(key)
    if (peer === null) return
    const left = (this.#perPeer.get(peer) ?? 1) - 1
    if (left === 0) this.#perPeer.delete(peer)
    else this.#perPeer.set(peer, left)
  }

  wake(now: number): void {
    for (let session = this.#queue.take(now); session; session = this.#queue.take(now)) session.wake()
  }
}
