/** Who is seen large and whose hands are up in one room, by room session. */
export class Floor {
  #speakers: readonly string[] = []
  #hands: readonly string[] = []

  get speakers(): readonly string[] {
    return this.#speakers
  }

  /** First raised first. */
  get hands(): readonly string[] {
    return this.#hands
  }

  choose(sessions: readonly string[]): void {
    this.#speakers = sessions
  }

  /** Raises a hand that is down, and lowers one that is up. */
  toggleHand(session: string): void {
    this.#hands = this.#hands.includes(session) ? without(this.#hands, session) : [...this.#hands, session]
  }

  /** That participant is gone; says what that changed. */
  forget(session: string): { readonly speakers: boolean; readonly hands: boolean } {
    const changed = { speakers: this.#speakers.includes(session), hands: this.#hands.includes(session) }
    this.#speakers = without(this.#speakers, session)
    this.#hands = without(this.#hands, session)
    return changed
  }
}

function without(sessions: readonly string[], gone: string): readonly string[] {
  return sessions.filter((session) => session !== gone)
}
