import { Coverage, type Spot } from './coverage.ts'
import { minimise } from './minimise.ts'
import { mutate } from './mutation.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { FuzzTarget } from './target.ts'

/** Made inputs that others are made from, whether they reached anything or not. */
const POOL = 512
/** Inputs after which it is asked what they reached. */
const BATCH = 64

/**
 * What is tried next: the seeds, then mutations of what reached new code and of what did not. `run` is to run the target and throw nothing. The same
 * random numbers make the same inputs.
 */
export class Exploration {
  /** Besides the seeds: what reached code that nothing before it did, cut down to what it takes. */
  readonly found: Uint8Array[] = []
  readonly #random: SeededRandom
  readonly #run: (input: Uint8Array) => Promise<void>
  readonly #words: readonly Uint8Array[]
  readonly #bases: Uint8Array[]
  readonly #pool: Uint8Array[]
  readonly #coverage = new Coverage()

  constructor(target: FuzzTarget, random: SeededRandom, run: (input: Uint8Array) => Promise<void>) {
    this.#random = random
    this.#run = run
    this.#words = (target.dictionary ?? []).map((word) => new TextEncoder().encode(word))
    this.#bases = [...target.seeds]
    this.#pool = [...target.seeds]
  }

  /** How much of our code ran, in characters of its source. */
  get coverage(): number {
    return this.#coverage.size
  }

  /** Tries the target's own seeds, then what an earlier exploration kept, of which what reaches nothing new is forgotten. */
  async begin(seeds: readonly Uint8Array[], kept: readonly Uint8Array[]): Promise<void> {
    await this.#reach(seeds)
    this.#coverage.learn()
    for (const input of kept) if ((await this.#reach([input])).length > 0) this.#find(input)
  }

  /** Tries the next inputs, some of them. */
  async go(): Promise<void> {
    const batch = Array.from({ length: BATCH }, () => this.#next())
    if ((await this.#reach(batch)).length === 0) return
    for (const input of batch) {
      const fresh = await this.#reach([input])
      if (fresh.length > 0) this.#find(await minimise(input, (candidate) => this.#covers(candidate, fresh)))
    }
    // What only the whole of them reached would be asked after for ever.
    await this.#reach(batch)
    this.#coverage.learn()
  }

  #find(input: Uint8Array): void {
    this.#coverage.learn()
    this.found.push(input)
    this.#bases.push(input)
  }

  async #reach(inputs: readonly Uint8Array[]): Promise<readonly Spot[]> {
    for (const input of inputs) await this.#run(input)
    return this.#coverage.take()
  }

  async #covers(input: Uint8Array, spots: readonly Spot[]): Promise<boolean> {
    await this.#reach([input])
    return this.#coverage.covers(spots)
  }

  #next(): Uint8Array {
    const random = this.#random
    const base = random.pick(random.below(3) === 0 ? this.#pool : this.#bases)
    const input = mutate(base, random.pick(this.#pool), this.#words, random)
    if (this.#pool.length < POOL) this.#pool.push(input)
    else this.#pool[random.below(POOL)] = input
    return input
  }
}
