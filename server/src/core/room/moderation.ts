import { accountKey } from '../devices.ts'
import { Failure } from '../failure.ts'
import type { Entrant } from './member.ts'

/** Accounts that are remembered as silenced, oldest forgotten first. */
const MOST_SILENCED = 1_000

/** Who may act for one room, and whom they have silenced. Without moderators everybody may, and nobody is kept silent: clients follow what is asked. */
export class Moderation {
  readonly #moderators: readonly string[]
  readonly #silenced = new Set<string>()

  /** `moderators`: addresses of record in lower case; empty: everybody. */
  constructor(moderators: readonly string[]) {
    this.#moderators = moderators
  }

  /** Whether the sound of who is muted is taken away, rather than asked for. */
  get silences(): boolean {
    return this.#moderators.length > 0
  }

  /** Throws Failure where that participant may not act for the room: he is no moderator, or has not proved to be that one. */
  mustAllow({ device, hasProved }: Pick<Entrant, 'device' | 'hasProved'>): void {
    if (this.#moderators.length === 0) return
    if (!hasProved() || !this.#moderators.includes(accountKey(device.party.uri))) throw new Failure('not-moderator')
  }

  /** An account is silent from now on, however often it comes again, or may be heard again. */
  remember(account: string, silent: boolean): void {
    const key = accountKey(account)
    this.#silenced.delete(key)
    if (silent) this.#silenced.add(key)
    const [oldest] = this.#silenced.size > MOST_SILENCED ? this.#silenced : []
    if (oldest !== undefined) this.#silenced.delete(oldest)
  }

  isSilenced(account: string): boolean {
    return this.#silenced.has(accountKey(account))
  }
}
