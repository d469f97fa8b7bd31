import { networkPlace } from './network-place.ts'

/** Wrong passwords of one user from one place before that place has to wait: typing errors, and devices that do not know of a change. */
const FREE_TRIES = 5
/** Of any users from one place: an office behind one address. */
const FREE_TRIES_OF_PLACE = 50
/** ms that the first wait takes; each further wrong password doubles it. */
const FIRST_WAIT = 5_000
const LONGEST_WAIT = 900_000
/** On loopback, where all web users are in one place: who guesses a user's password there would otherwise keep that user out. */
const LONGEST_LOCAL_WAIT = 30_000
/** ms after which nothing is held against anybody any more. */
const MEMORY = 3_600_000
/** Some 150 bytes each. */
const MOST_ENTRIES = 20_000

interface Entry {
  failures: number
  lastFailure: number
}

/** Makes guessing passwords and tokens hopeless: who was wrong several times waits longer and longer, whatever he says meanwhile. */
export class GuessThrottle {
  readonly #entries = new Map<string, Entry>()

  /** ms until somebody at `address` may try a password of `user` (`user@domain`) again; 0 where that is now. */
  wait(address: string, user: string, now: number): number {
    const place = networkPlace(address)
    const own = this.#remaining(`${place} ${user}`, FREE_TRIES, now)
    return isLoopback(address)
      ? Math.min(own, LONGEST_LOCAL_WAIT)
      : Math.max(own, this.#remaining(place, FREE_TRIES_OF_PLACE, now))
  }

  failed(address: string, user: string, now: number): void {
    const place = networkPlace(address)
    this.#count(`${place} ${user}`, now)
    this.#count(place, now)
  }

  /** The wrong passwords before were typing errors. */
  succeeded(address: string, user: string): void {
    this.#entries.delete(`${networkPlace(address)} ${user}`)
  }

  get size(): number {
    return this.#entries.size
  }

  #remaining(key: string, free: number, now: number): number {
    const entry = this.#entries.get(key)
    if (!entry || entry.failures < free || now - entry.lastFailure > MEMORY) return 0
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(entry.failures - free, 20))
    return Math.max(0, entry.lastFailure + wait - now)
  }

  /** Who failed last is at the end, so that the one who has been quiet longest is forgotten first. */
  #count(key: string, now: number): void {
    const before = this.#entries.get(key)
    const failures = before && now - before.lastFailure <= MEMORY ? before.failures + 1 : 1
    this.#entries.delete(key)
    this.#entries.set(key, { failures, lastFailure: now })
    const [oldest] = this.#entries.size > MOST_ENTRIES ? this.#entries.keys() : []
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}
