/**
 * In which order participants are on the stage: as they came, except that who speaks on a later page changes places with whoever of the first has been silent
 * for the longest time. So the first page shows those who talk, and nobody moves without need.
 */
export class StageOrder {
  #order: readonly string[] = []
  readonly #spoke = new Map<string, number>()
  #turns = 0

  /** @param here room sessions of all who are there, in the order they came */
  sync(here: readonly string[]): readonly string[] {
    const present = new Set(here)
    const known = new Set(this.#order)
    this.#order = [...this.#order.filter((session) => present.has(session)), ...here.filter((session) => !known.has(session))]
    for (const session of this.#spoke.keys()) if (!present.has(session)) this.#spoke.delete(session)
    return this.#order
  }

  /** Somebody speaks. @param firstPage how many are on the first page */
  speak(session: string, firstPage: number): readonly string[] {
    this.#spoke.set(session, ++this.#turns)
    const at = this.#order.indexOf(session)
    if (at < firstPage || firstPage < 1) return this.#order
    const shown = this.#order.slice(0, firstPage)
    const turn = (one: string): number => this.#spoke.get(one) ?? 0
    const silent = shown.reduce((one, other) => (turn(other) <= turn(one) ? other : one))
    const place = this.#order.indexOf(silent)
    this.#order = this.#order.with(place, session).with(at, silent)
    return this.#order
  }
}
