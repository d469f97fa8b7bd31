import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { Frame } from './frame.ts'
import { JanusError } from './janus-error.ts'

/** More requests than this waiting for their answer means that Janus has stopped working; new ones are refused at once. */
const MOST_PENDING = 10_000

interface Pending {
  readonly resolve: (frame: Frame) => void
  readonly reject: (refusal: Refusal) => void
  readonly cancelTimeout: () => void
}

/** The requests that wait for Janus' answer, by their transaction. */
export class Transactions {
  readonly #clock: Clock
  readonly #random: Random
  readonly #pending = new Map<string, Pending>()

  constructor({ clock, random }: { clock: Clock; random: Random }) {
    this.#clock = clock
    this.#random = random
  }

  /**
   * A new transaction. `answer` resolves with the `ack` or `success`; it rejects with JanusError on an `error`, with Refusal
   * `backend-timeout` after `timeout` ms, and as `failAll` says. Throws Refusal `backend-timeout` when too many are waiting.
   */
  open(what: string, timeout: number): { readonly id: string; readonly answer: Promise<Frame> } {
    if (this.#pending.size >= MOST_PENDING) throw new Refusal('backend-timeout', `${what}: too many requests wait for Janus`)
    const id = this.#random.id()
    const answer = new Promise<Frame>((resolve, reject) => {
      const cancelTimeout = this.#clock.after(timeout, () => {
        this.#pending.delete(id)
        reject(new Refusal('backend-timeout', `${what}: no answer within ${timeout} ms`))
      })
      this.#pending.set(id, { resolve, reject, cancelTimeout })
    })
    return { id, answer }
  }

  /** Hands an answer to whoever waits for it; false when nobody does. */
  settle(frame: Frame): boolean {
    const pending = frame.transaction === null ? undefined : this.#pending.get(frame.transaction)
    if (frame.transaction === null || !pending) return false
    this.#pending.delete(frame.transaction)
    pending.cancelTimeout()
    if (frame.error) pending.reject(new JanusError(frame.error.code, frame.error.reason))
    else pending.resolve(frame)
    return true
  }

  failAll(refusal: Refusal): void {
    const all = [...this.#pending.values()]
    this.#pending.clear()
    for (const pending of all) {
      pending.cancelTimeout()
      pending.reject(refusal)
    }
  }
}
