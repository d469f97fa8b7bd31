import { type Dialog, dialogKeyOf, dialogKeyOfMessage } from '@weft/protocols/sip/dialog'
import type { SipMessage } from '@weft/protocols/sip/message'
import { WakeQueue } from '@weft/protocols/sip/wake-queue'

export interface SessionLimits {
  /** Sessions at a time, and those that came from one address; a proxy is one address. */
  readonly most: number
  readonly mostPerPeer: number
  /**
   * Those that came from one address and are answered without an ACK, at a time: the answer is repeated for 32 s (RFC 3261 §13.3.1.4), over UDP to
   * whomever a forged source address names.
   */
  readonly mostUnacknowledged: number
}

/** What the table has to know of a session. */
export interface TableSession {
  readonly dialog: Dialog
  /** When `wake` is wanted; null while nobody waits for time to pass. */
  readonly nextWake: number | null
  /** Whether nothing of it is under way any more. */
  readonly finished: boolean
  /** Whether our answer is repeated until its ACK comes. */
  readonly awaitsAck: boolean
  wake(): void
}

interface Entry {
  readonly key: string
  readonly peer: string | null
  /** As it was counted. */
  awaitsAck: boolean
}

/** The sessions that there are, by their dialog; those that are over until nothing of them is under way. */
export class SessionTable<Session extends TableSession> {
  readonly #limits: SessionLimits
  readonly #sessions = new Map<string, Session>()
  readonly #entries = new Map<Session, Entry>()
  readonly #perPeer = new Map<string, number>()
  readonly #unacknowledged = new Map<string, number>()
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
    if (peer === null) return true
    const { mostPerPeer, mostUnacknowledged } = this.#limits
    return (this.#perPeer.get(peer) ?? 0) < mostPerPeer && (this.#unacknowledged.get(peer) ?? 0) < mostUnacknowledged
  }

  /** `peer` is the address that the session came from; null for one of ours. */
  add(session: Session, peer: string | null): void {
    const key = dialogKeyOf(session.dialog)
    this.#sessions.set(key, session)
    this.#entries.set(session, { key, peer, awaitsAck: false })
    if (peer !== null) count(this.#perPeer, peer, 1)
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
    this.#countAck(entry, session.awaitsAck)
    if (session.finished) this.drop(session)
  }

  /** Forgets a session, whatever is under way. */
  drop(session: Session): void {
    const entry = this.#entries.get(session)
    if (!entry) return
    const { key, peer } = entry
    this.#countAck(entry, false)
    this.#queue.set(session, null)
    this.#entries.delete(session)
    if (this.#sessions.get(key) === session) this.#sessions.delete(key)
    if (peer !== null) count(this.#perPeer, peer, -1)
  }

  wake(now: number): void {
    for (let session = this.#queue.take(now); session; session = this.#queue.take(now)) session.wake()
  }

  #countAck(entry: Entry, awaitsAck: boolean): void {
    if (entry.peer !== null && entry.awaitsAck !== awaitsAck) count(this.#unacknowledged, entry.peer, awaitsAck ? 1 : -1)
    entry.awaitsAck = awaitsAck
  }
}

function count(counts: Map<string, number>, peer: string, by: 1 | -1): void {
  const now = (counts.get(peer) ?? 0) + by
  if (now === 0) counts.delete(peer)
  else counts.set(peer, now)
}
