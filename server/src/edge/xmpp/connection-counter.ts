/** A connection as it counts. */
export interface CountedConnection {
  /** Whoever is there has shown what for. */
  bound(): void
  /** It is gone. */
  end(): void
}

/** Counts connections by their addresses, whoever opened them. */
export interface ConnectionCounter {
  /** `ok`, or why there may be no other one with that address. */
  judge(address: string): string
  begin(address: string): CountedConnection
}
