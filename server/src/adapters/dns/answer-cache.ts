import { LRUCache } from 'lru-cache'
import type { Clock } from '../../ports/clock.ts'

export interface Answer<Record> {
  readonly records: readonly Record[]
  /** ms for which its owner lets it be kept; null where DNS did not say. */
  readonly ttl: number | null
}

const MOST_NAMES = 1000
/** SRV and NAPTR records come without their TTL, so nothing is kept longer than owners who are about to change something can bear. */
const LONGEST = 60_000
/** What does not exist may be made any moment. */
const LONGEST_EMPTY = 10_000

/** Answers to one type of question, by name. Who asks while the answer is under way waits for the same one. Failures are not kept. */
export class AnswerCache<Record> {
  readonly #kept: LRUCache<string, readonly Record[]>
  readonly #underWay = new Map<string, Promise<readonly Record[]>>()

  constructor(clock: Clock) {
    this.#kept = new LRUCache({ max: MOST_NAMES, ttl: LONGEST, ttlResolution: 0, perf: clock })
  }

  /** The records of `name`; `ask` is called when they are not known. Rejects as `ask` does. */
  async get(name: string, ask: () => Promise<Answer<Record>>): Promise<readonly Record[]> {
    const key = name.toLowerCase()
    const known = this.#kept.get(key) ?? this.#underWay.get(key)
    if (known) return known
    const asked = ask().then(({ records, ttl }) => {
      const longest = records.length === 0 ? LONGEST_EMPTY : LONGEST
      this.#kept.set(key, records, { ttl: Math.max(1, Math.min(ttl ?? longest, longest)) })
      return records
    })
    this.#underWay.set(key, asked)
    try {
      return await asked
    } finally {
      this.#underWay.delete(key)
    }
  }
}
