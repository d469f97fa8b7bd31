import { sql } from 'kysely'
import type { Location, LocationDecision, StoredBinding, StoredBindingChange } from '../../../ports/location.ts'
import { bindingOf, bindingRow } from '../binding-row.ts'
import type { PostgresDatabase, WeftTransaction } from './database.ts'
import { GroupCommit } from './group-commit.ts'

/** One update. `decide` gives back what is to change, and what tells who waits, once it is on disk. */
interface Update {
  readonly address: string
  readonly decide: (current: readonly StoredBinding[]) => {
    readonly change: StoredBindingChange | null
    readonly tell: () => void
  }
}

export class PostgresLocation implements Location {
  readonly #database: PostgresDatabase
  readonly #commits: GroupCommit<Update, () => void>

  constructor(database: PostgresDatabase) {
    this.#database = database
    this.#commits = new GroupCommit(
      (updates) => database.transact((transaction) => carryOut(transaction, updates)),
      () => 0,
    )
  }

  update<Outcome>(address: string, decide: (current: readonly StoredBinding[]) => LocationDecision<Outcome>): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const deciding: Update['decide'] = (current) => {
        try {
          const { change, outcome } = decide(current)
          return { change, tell: () => resolve(outcome) }
        } catch (error) {
          return { change: null, tell: () => reject(error) }
        }
      }
      this.#commits.run({ address, decide: deciding }).then((tell) => tell(), reject)
    })
  }

  bindings(address: string, now: number): Promise<readonly StoredBinding[]> {
    return this.#database.run(async (database) => {
      const all = database.selectFrom('binding').selectAll().where('address', '=', address)
      return (await all.where('expires_at', '>', now).orderBy('q', 'desc').execute()).map(bindingOf)
    })
  }

  expire(now: number): Promise<number> {
    return this.#database.run(async (database) => {
      const { numDeletedRows } = await database.deleteFrom('binding').where('expires_at', '<=', now).executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    })
  }

  /** Takes nothing more, and resolves when all there was has been written or refused. */
  close(): Promise<void> {
    return this.#commits.close()
  }
}

async function carryOut(transaction: WeftTransaction, updates: readonly Update[]): Promise<readonly (() => void)[]> {
  const addresses = [...new Set(updates.map(({ address }) => address))]
  // An address may have no row that could be locked. All take their locks in one order, so that no two transactions wait for each other.
  await sql`
    select pg_advisory_xact_lock(lock) from (
      select distinct hashtextextended(address, 0) as lock from unnest(${addresses}::text[]) as address order by lock
    ) as locks
  `.execute(transaction)
  const rows = await transaction.selectFrom('binding').selectAll().where('address', 'in', addresses).execute()
  const books = new Map(addresses.map((address) => [address, new Map<string, StoredBinding>()]))
  for (const row of rows) books.get(row.address)?.set(row.key, bindingOf(row))
  const touched = new Map<string, { readonly address: string; readonly key: string }>()
  const told = updates.map(({ address, decide }) => {
    const current = books.get(address) ?? new Map<string, StoredBinding>()
    const { change, tell } = decide([...current.values()])
    for (const key of change?.remove ?? []) {
      current.delete(key)
      touched.set(`${address}\0${key}`, { address, key })
    }
    for (const binding of change?.put ?? []) {
      current.set(binding.key, binding)
      touched.set(`${address}\0${binding.key}`, { address, key: binding.key })
    }
    return tell
  })
  await replace(
    transaction,
    [...touched.values()].map(({ address, key }) => ({ address, key, binding: books.get(address)?.get(key) ?? null })),
  )
  return told
}

/** Leaves each of these as said, null for nothing. */
async function replace(
  transaction: WeftTransaction,
  bindings: readonly { readonly address: string; readonly key: string; readonly binding: StoredBinding | null }[],
): Promise<void> {
  if (bindings.length === 0) return
  const keys = bindings.map(({ address, key }) => ({ address, key }))
  await sql`
    delete from binding using json_to_recordset(${JSON.stringify(keys)}::json) as gone (address text, key text)
    where binding.address = gone.address and binding.key = gone.key
  `.execute(transaction)
  const rows = bindings.flatMap(({ address, binding }) => (binding === null ? [] : [bindingRow(address, binding)]))
  if (rows.length === 0) return
  await sql`
    insert into binding select * from json_populate_recordset(null::binding, ${JSON.stringify(rows)}::json)
  `.execute(transaction)
}
