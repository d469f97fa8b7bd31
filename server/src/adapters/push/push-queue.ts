import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

export interface PushJob {
  /** Resolves with the ms to wait before it is to be tried again, or null when it is over. Never rejects. */
  attempt(): Promise<number | null>
  /** It will not be tried any more. */
  giveUp(reason: string): void
}

export interface PushQueueLimits {
  /** Attempts under way at the same time. */
  readonly atOnce: number
  /** Jobs that wait for their turn, or for another one; beyond it the oldest is given up: a late notification is worth least. */
  readonly waiting: number
}

/** Jobs in the order they came, so many at once, in bounded memory. One that waits to be tried again takes nobody's turn. */
export class PushQueue {
  readonly #limits: PushQueueLimits
  readonly #clock: Clock
  readonly #log: Log
  readonly #ready = new Set<PushJob>()
  /** Jobs to be tried again, with what cancels that. Older than all that are ready for the first time. */
  readonly #resting = new Map<PushJob, () => void>()
  readonly #running = new Set<Promise<void>>()
  #dropped = 0
  #closed = false

  constructor(limits: PushQueueLimits, clock: Clock, log: Log) {
    this.#limits = limits
    this.#clock = clock
    this.#log = log
  }

  add(job: PushJob): void {
    if (this.#closed) {
      job.giveUp('the server stops')
      return
    }
    this.#ready.add(job)
    this.#startNext()
    if (this.#ready.size + this.#resting.size > this.#limits.waiting) this.#drop()
  }

  /** Gives up what waits. Resolves when the attempts under way are over. */
  async close(): Promise<void> {
    this.#closed = true
    for (const cancel of this.#resting.values()) cancel()
    for (const job of [...this.#resting.keys(), ...this.#ready]) job.giveUp('the server stops')
    this.#resting.clear()
    this.#ready.clear()
    await Promise.all(this.#running)
  }

  #startNext(): void {
    for (const job of this.#ready) {
      if (this.#running.size === this.#limits.atOnce) return
      this.#ready.delete(job)
      const running: Promise<void> = this.#run(job).finally(() => {
        this.#running.delete(running)
        this.#startNext()
      })
      this.#running.add(running)
    }
    if (this.#dropped > 0 && this.#ready.size === 0) {
      this.#log.warn('the push server keeps up again', { dropped: this.#dropped })
      this.#dropped = 0
    }
  }

  async #run(job: PushJob): Promise<void> {
    const delay = await job.attempt()
    if (delay === null) return
    if (this.#closed) job.giveUp('the server stops')
    else
      this.#resting.set(
        job,
        this.#clock.after(delay, () => this.#wake(job)),
      )
  }

  #wake(job: PushJob): void {
    this.#resting.delete(job)
    this.#ready.add(job)
    this.#startNext()
  }

  #drop(): void {
    const [resting] = this.#resting.keys()
    const [ready] = this.#ready
    const oldest = resting ?? ready
    if (!oldest) return
    this.#resting.get(oldest)?.()
    this.#resting.delete(oldest)
    this.#ready.delete(oldest)
    // One line for the first; how many there were is said when it is over.
    if (this.#dropped++ === 0) this.#log.warn('the push server does not keep up: the oldest notifications are dropped')
    oldest.giveUp('too many notifications were waiting')
  }
}
