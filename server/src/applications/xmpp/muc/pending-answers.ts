import type { Clock } from '../../../ports/clock.ts'

interface Pending<Outcome> {
  readonly resolve: (outcome: Outcome) => void
  readonly stop: () => void
}

/** More are waited for by nobody. */
const MOST = 100

/** What one waits for by name, each for a while. */
export class PendingAnswers<Outcome> {
  readonly #clock: Clock
  readonly #patience: number
  readonly #pending = new Map<string, Pending<Outcome>>()

  /** `patience` in ms. */
  constructor(clock: Clock, patience: number) {
    this.#clock = clock
    this.#patience = patience
  }

  has(name: string): boolean {
    return this.#pending.has(name)
  }

  /** Resolves with what it is settled with, or with `silence` in the end. Null where there are too many, or it is waited for already. Never rejects. */
  wait(name: string, silence: Outcome): Promise<Outcome> | null {
    if (this.#pending.size >= MOST || this.#pending.has(name)) return null
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const stop = this.#clock.after(this.#patience, () => this.settle(name, silence))
    this.#pending.set(name, { resolve, stop })
    return promise
  }

  /** Whether that was waited for. */
  settle(name: string, outcome: Outcome): boolean {
    const pending = this.#pending.get(name)
    if (!pending) return false
    this.#pending.delete(name)
    pending.stop()
    pending.resolve(outcome)
    return true
  }

  /** Settles all with that. */
  close(outcome: Outcome): void {
    for (const name of [...this.#pending.keys()]) this.settle(name, outcome)
  }
}
