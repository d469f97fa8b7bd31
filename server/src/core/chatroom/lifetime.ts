import type { Clock } from '../../ports/clock.ts'

interface LifetimeNeeds {
  readonly clock: Clock
  /** ms for which a room is there when nobody is in it any more, so that who comes back finds what was said. */
  readonly grace: number
  /** Whether nobody is in it. */
  isEmpty(): boolean
  /** It is over. Called once. */
  ended(): void
}

/** How long a room is there: from when somebody comes in until nobody is in it and nothing holds it, and for its grace longer. */
export class Lifetime {
  readonly #needs: LifetimeNeeds
  readonly #holds = new Set<symbol>()
  #cancelEnd: (() => void) | null = null
  #isOver = false

  constructor(needs: LifetimeNeeds) {
    this.#needs = needs
  }

  /** Keeps the room there until the returned function is called. */
  hold(): () => void {
    const hold = Symbol('hold')
    this.#holds.add(hold)
    this.entered()
    return () => {
      if (this.#holds.delete(hold)) this.left()
    }
  }

  /** Somebody has come. */
  entered(): void {
    this.#cancelEnd?.()
    this.#cancelEnd = null
  }

  /** Somebody has gone. */
  left(): void {
    if (this.#isOver || this.#holds.size > 0 || !this.#needs.isEmpty()) return
    const { clock, grace } = this.#needs
    if (grace === 0) this.end()
    else this.#cancelEnd ??= clock.after(grace, () => this.end())
  }

  /** Whoever is in it or holds it. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.entered()
    this.#needs.ended()
  }
}
