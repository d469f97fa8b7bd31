import type { SipSource } from './sip-agent.ts'

/** One contact of an address of record, as the registrar keeps it (its rules are in protocols/sip/registrar). */
export interface StoredBinding {
  /** Tells it from the others of its address. */
  readonly key: string
  readonly uri: string
  readonly parameters: string
  /** 0 to 1000. */
  readonly q: number
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly callId: string
  readonly cseq: number
  readonly path: readonly string[]
  /** Where it was registered from, when requests go back that way. */
  readonly flow: SipSource | null
}

export interface StoredBindingChange {
  /** Keys that go. */
  readonly remove: readonly string[]
  /** Those that come, or replace those of the same key. */
  readonly put: readonly StoredBinding[]
}

/** What is to be changed, null for nothing, and what who asked wants to know of it. */
export interface LocationDecision<Outcome> {
  readonly change: StoredBindingChange | null
  readonly outcome: Outcome
}

/** Which contacts are registered for which address of record (`user@domain`, as the registrar writes it). */
export interface Location {
  /**
   * Has `decide` look at all bindings of that address, expired ones too, and carries out what it says before anybody else sees or changes them.
   * `decide` is called once, synchronously; what it throws is what the promise rejects with.
   */
  update<Outcome>(address: string, decide: (current: readonly StoredBinding[]) => LocationDecision<Outcome>): Promise<Outcome>
  /** Those that have not expired at `now`, the highest q first, and among those of one q in no order. */
  bindings(address: string, now: number): Promise<readonly StoredBinding[]>
  /** Removes what has expired at `now`; resolves with how many that were. */
  expire(now: number): Promise<number>
}
