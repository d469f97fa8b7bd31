import type { Database } from 'better-sqlite3'
import type { Location, LocationDecision, StoredBinding } from '../../../ports/location.ts'
import { BindingTable } from './binding-table.ts'
import type { GroupCommit } from './group-commit.ts'

/** Bindings that are looked at in one turn of the event loop; that takes 1 ms, or 5 where all have expired. */
const ROWS_AT_ONCE = 1000

export class SqliteLocation implements Location {
  readonly #commits: GroupCommit
  readonly #bindings: BindingTable

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    this.#bindings = new BindingTable(database)
  }

  update<Outcome>(address: string, decide: (current: readonly StoredBinding[]) => LocationDecision<Outcome>): Promise<Outcome> {
    return this.#commits.run(() => {
      const { change, outcome } = decide(this.#bindings.all(address))
      if (change !== null) this.#bindings.apply(address, change)
      return outcome
    })
  }

  bindings(address: string, now: number): Promise<readonly StoredBinding[]> {
    return this.#commits.read(() => this.#bindings.alive(address, now))
  }

  async expire(now: number): Promise<number> {
    let total = 0
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after
      const { count, next } = await this.#commits.run(() => this.#bindings.expire(now, from, ROWS_AT_ONCE))
      total += count
      after = next
    }
    return total
  }
}
