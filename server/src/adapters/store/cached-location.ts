import { LRUCache } from 'lru-cache'
import type { Location, LocationDecision, StoredBinding } from '../../ports/location.ts'

/** Addresses whose bindings are kept: some 10 MB. */
const MOST_ADDRESSES = 10_000

/**
 * Keeps in memory where requests went last. Asking SQLite takes a tenth of the time that forwarding a message does. Only for a store that nobody else
 * writes to.
 */
export class CachedLocation implements Location {
  readonly #location: Location
  readonly #known = new LRUCache<string, readonly StoredBinding[]>({ max: MOST_ADDRESSES })
  /** Grows with each change, so that what was read before one is not kept after it. */
  #changes = 0

  constructor(location: Location) {
    this.#location = location
  }

  async update<Outcome>(
    address: string,
    decide: (current: readonly StoredBinding[]) => LocationDecision<Outcome>,
  ): Promise<Outcome> {
    try {
      return await this.#location.update(address, decide)
    } finally {
      this.#changes++
      this.#known.delete(address)
    }
  }

  async bindings(address: string, now: number): Promise<readonly StoredBinding[]> {
    const known = this.#known.get(address)
    if (known) return known.filter(({ expiresAt }) => expiresAt > now)
    const before = this.#changes
    const found = await this.#location.bindings(address, now)
    if (before === this.#changes) this.#known.set(address, found)
    return found
  }

  expire(now: number): Promise<number> {
    return this.#location.expire(now)
  }
}
