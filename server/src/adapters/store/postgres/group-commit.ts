import { Refusal } from '../../../ports/refusal.ts'

/** Jobs in one transaction at most, and how much they may weigh together. */
const JOBS = 256
const WEIGHT = 16 * 1024 * 1024

interface Waiting<Job, Outcome> {
  readonly job: Job
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** Changes that are asked for while others are being written share the next transaction, and so one wait for the disk. */
export class GroupCommit<Job, Outcome> {
  readonly #carryOut: (jobs: readonly Job[]) => Promise<readonly Outcome[]>
  readonly #weigh: (job: Job) => number
  #waiting: Waiting<Job, Outcome>[] = []
  #writing: Promise<void> | null = null
  #closed = false

  /** `carryOut` does all of them in one transaction, in their order, and resolves with what came of each; `weigh` says how long one is, in characters. */
  constructor(carryOut: (jobs: readonly Job[]) => Promise<readonly Outcome[]>, weigh: (job: Job) => number) {
    this.#carryOut = carryOut
    this.#weigh = weigh
  }

  /** Resolves with what came of it, once it is on disk. */
  run(job: Job): Promise<Outcome> {
    if (this.#closed) return Promise.reject(new Refusal('backend-away', 'the store is closed'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      this.#writing ??= this.#write()
    })
  }

  /** Takes nothing more, and resolves when all there was has been written or refused. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#writing
  }

  async #write(): Promise<void> {
    // What else is asked for in this turn of the event loop comes along.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) {
      const jobs = this.#next()
      try {
        const outcomes = await this.#carryOut(jobs.map(({ job }) => job))
        for (const [index, outcome] of outcomes.entries()) jobs[index]?.resolve(outcome)
      } catch (error) {
        for (const { reject } of jobs) reject(error)
      }
    }
    this.#writing = null
  }

  #next(): Waiting<Job, Outcome>[] {
    let weight = 0
    let count = 0
    for (const { job } of this.#waiting) {
      weight += this.#weigh(job)
      if (count > 0 && (weight > WEIGHT || count === JOBS)) break
      count++
    }
    return this.#waiting.splice(0, count)
  }
}
