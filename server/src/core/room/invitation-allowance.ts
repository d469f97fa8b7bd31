import { networkPlace } from '../network-place.ts'

const WINDOW = 60_000
/** Accounts that one participant may invite in a minute. */
const MOST_OF_SESSION = 200
/** Accounts that may be invited from one place, an office say, in a minute: whoever has had his share could come again under another name. */
const MOST_OF_PLACE = 1_000
/** Times that one account may be called from one place in a minute: each of them wakes its devices. */
const MOST_OF_ACCOUNT = 10
/** Some 150 bytes each. */
const MOST_ENTRIES = 20_000

interface Entry {
  /** ms */
  readonly since: number
  count: number
}

/** How often people may be invited, counted by the minute. What is refused costs nothing, so that waiting always helps. */
export class InvitationAllowance {
  readonly #entries = new Map<string, Entry>()

  /** Whether that participant, who is at that IP address, may invite so many accounts at `now` (ms); then they are counted. */
  mayInvite(session: string, address: string, accounts: number, now: number): boolean {
    const [own, place] = [`session ${session}`, `place ${networkPlace(address)}`]
    if (this.#counted(own, now) + accounts > MOST_OF_SESSION || this.#counted(place, now) + accounts > MOST_OF_PLACE) return false
    this.#count(own, accounts, now)
    this.#count(place, accounts, now)
    return true
  }

  /** Whether somebody at that IP address may call that account at `now`; then it is counted. `account`: as accountKey() makes it. */
  mayCall(account: string, address: string, now: number): boolean {
    const key = `account ${networkPlace(address)} ${account}`
    if (this.#counted(key, now) >= MOST_OF_ACCOUNT) return false
    this.#count(key, 1, now)
    return true
  }

  #counted(key: string, now: number): number {
    const entry = this.#entries.get(key)
    return entry && now - entry.since < WINDOW ? entry.count : 0
  }

  /** Whose minute began first is first, and forgotten first. */
  #count(key: string, more: number, now: number): void {
    const entry = this.#entries.get(key)
    if (entry && now - entry.since < WINDOW) entry.count += more
    else {
      this.#entries.delete(key)
      this.#entries.set(key, { since: now, count: more })
    }
    const [oldest] = this.#entries.size > MOST_ENTRIES ? this.#entries.keys() : []
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
