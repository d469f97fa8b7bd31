/** Louder than the noise of a quiet room, from 0 to 1. */
const SPOKEN = 0.02
/** Part of what was heard before in each new look, so that a cough is no speech: with five looks a second, about a second counts. */
const MEMORY = 0.75
/** Somebody else must be as much louder than whoever is shown, and for as many looks. */
const CLEARLY = 1.5
const LOOKS = 4

/** Finds out who is speaking, and does not change its mind at every word. It is told several times a second how loud everybody is. */
export class ActiveSpeaker {
  readonly #levels = new Map<string, number>()
  #current: string | null = null
  #challenger: string | null = null
  #looks = 0

  /** @param loudness of everybody by room session, 0 to 1; who is missing is gone. @returns who spoke last; null where nobody has */
  hear(loudness: ReadonlyMap<string, number>): string | null {
    for (const session of this.#levels.keys()) if (!loudness.has(session)) this.#levels.delete(session)
    for (const [session, level] of loudness)
      this.#levels.set(session, (this.#levels.get(session) ?? 0) * MEMORY + level * (1 - MEMORY))
    if (this.#current !== null && !loudness.has(this.#current)) this.#current = null
    const [loudest, level] = [...this.#levels].reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0] as const)
    const own = this.#current === null ? 0 : (this.#levels.get(this.#current) ?? 0)
    if (level < SPOKEN || loudest === this.#current || level < own * CLEARLY) this.#challenger = null
    else if (this.#challenger !== loudest) {
      this.#challenger = loudest
      this.#looks = 1
    } else if (++this.#looks >= LOOKS) this.#current = loudest
    // Where nobody was shown yet, nobody is interrupted.
    if (this.#current === null && this.#challenger !== null) this.#current = this.#challenger
    return this.#current
  }
}
