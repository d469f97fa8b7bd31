import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import type { Clock } from '../../../ports/clock.ts'

/** Refusals of a call that say that whoever was called takes no such call, whoever calls and whenever. */
const NO_CHAT: ReadonlySet<number> = new Set([405, 415, 420, 488, 501, 505, 606])
/** ms after which it is tried again: other devices may be there by then. */
const FOR = 600_000
const MOST = 10_000

/** People on SIP whose devices know no chat over MSRP, as most phones do not: they are written to by MESSAGE for a while. */
export class ChatlessUsers {
  readonly #clock: Clock
  readonly #until = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether such a refusal means that. */
  static isMeantBy(status: number): boolean {
    return NO_CHAT.has(status)
  }

  has(user: Jid): boolean {
    return (this.#until.get(printJid(bareJid(user))) ?? 0) > this.#clock.now()
  }

  note(user: Jid): void {
    const key = printJid(bareJid(user))
    const [oldest] = this.#until.keys()
    this.#until.delete(key)
    if (this.#until.size >= MOST && oldest !== undefined) this.#until.delete(oldest)
    this.#until.set(key, this.#clock.now() + FOR)
  }
}
