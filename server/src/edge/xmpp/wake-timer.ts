import type { Clock } from '../../ports/clock.ts'

/** One task, done when it is due; machines say anew when that is whenever something happens. */
export class WakeTimer {
  readonly #clock: Clock
  readonly #task: () => void
  #at: number | null = null
  #cancel: (() => void) | null = null

  constructor(clock: Clock, task: () => void) {
    this.#clock = clock
    this.#task = task
  }

  /** In ms of the clock; null, or infinity: not at all. */
  set(at: number | null): void {
    const wanted = at === Number.POSITIVE_INFINITY ? null : at
    if (wanted === this.#at) return
    this.#cancel?.()
    this.#cancel = null
    this.#at = wanted
    if (wanted === null) return
    this.#cancel = this.#clock.after(Math.max(0, wanted - this.#clock.now()), () => {
      this.#at = null
      this.#cancel = null
      this.#task()
    })
  }
}
