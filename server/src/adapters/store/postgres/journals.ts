import { sql } from 'kysely'
import type { JournalEntry } from '../../../ports/journal-entry.ts'
import type { JournalOperation, JournalOutcome } from '../../../ports/journal-operation.ts'
import type { JournalPage, Journals, PageStart } from '../../../ports/journals.ts'
import { checkNames, checkOperations } from '../bounds.ts'
import { pageEnd, sinceWithSlack } from '../page.ts'
import { AWAITS } from '../receipts.ts'
import type { PostgresDatabase } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { ENTRY_COLUMNS, entryOf } from './journal-row.ts'
import { JournalWriter } from './journal-writer.ts'

/** Accounts whose journals are looked at for their age in one transaction. */
const ACCOUNTS_AT_ONCE = 100
const POSITIONS_AT_ONCE = 10_000

export class PostgresJournals implements Journals {
  readonly #database: PostgresDatabase
  readonly #commits: GroupCommit<readonly JournalOperation[], readonly JournalOutcome[]>

  constructor(database: PostgresDatabase) {
    this.#database = database
    this.#commits = new GroupCommit((jobs) => this.#carryOut(jobs), weightOf)
  }

  async apply(operations: readonly JournalOperation[]): Promise<readonly JournalOutcome[]> {
    checkOperations(operations)
    return operations.length === 0 ? [] : await this.#commits.run(operations)
  }

  page(account: string, start: PageStart): Promise<JournalPage> {
    return this.#database.run(async (database) => {
      const { rows } = await sql<{ id: number; sequence: number | null }>`
        select id, position.sequence from account left join position on account = id and message_id = ${start.after} where address = ${account}
      `.execute(database)
      const [found] = rows
      if (found === undefined) return { entries: [], more: false }
      const since = found.sequence === null ? sinceWithSlack(start) : 0
      const entries = await database
        .selectFrom('journal')
        .select(ENTRY_COLUMNS)
        .where('account', '=', found.id)
        .where('sequence', '>', found.sequence ?? 0)
        .where('arrived_at', '>=', since)
        .orderBy('sequence')
        .limit(start.limit + 1)
        .execute()
      return pageEnd(entries.map(entryOf), start.limit)
    })
  }

  entry(account: string, messageId: string): Promise<JournalEntry | null> {
    return this.#database.run(async (database) => {
      const row = await database
        .selectFrom('account')
        .innerJoin('position', 'position.account', 'account.id')
        .innerJoin('journal', (join) =>
          join.onRef('journal.account', '=', 'position.account').onRef('journal.sequence', '=', 'position.sequence'),
        )
        .select(ENTRY_COLUMNS)
        .where('address', '=', account)
        .where('position.message_id', '=', messageId)
        .executeTakeFirst()
      return row === undefined ? null : entryOf(row)
    })
  }

  pending(account: string, limit: number): Promise<readonly JournalEntry[]> {
    return this.#database.run(async (database) => {
      const rows = await database
        .selectFrom('account')
        .innerJoin('journal', 'journal.account', 'account.id')
        .select(ENTRY_COLUMNS)
        .where('address', '=', account)
        .where(sql<boolean>`state = 'pending'`)
        .orderBy('journal.sequence')
        .limit(limit)
        .execute()
      return rows.map(entryOf)
    })
  }

  unread(account: string): Promise<number> {
    return this.#database.run(async (database) => {
      const { count } = await database
        .selectFrom('account')
        .innerJoin('journal', 'journal.account', 'account.id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('address', '=', account)
        .where('awaits', '=', AWAITS.reader)
        .executeTakeFirstOrThrow()
      return count
    })
  }

  async activate(account: string): Promise<void> {
    checkNames('activate', [account])
    if (await this.isActive(account)) return
    await this.#database.run((database) =>
      database
        .insertInto('account')
        .values({ address: account })
        .onConflict((same) => same.doNothing())
        .execute(),
    )
  }

  isActive(account: string): Promise<boolean> {
    return this.#database.run(async (database) => {
      const row = await database.selectFrom('account').select('id').where('address', '=', account).executeTakeFirst()
      return row !== undefined
    })
  }

  async expire(before: number): Promise<number> {
    let total = 0
    for (let after: number | null = 0; after !== null; ) {
      const from: number = after
      const { last, count } = await this.#database.transact(async (transaction) => {
        const some = await transaction
          .selectFrom('account')
          .select('id')
          .where('id', '>', from)
          .orderBy('id')
          .limit(ACCOUNTS_AT_ONCE)
          .forUpdate()
          .execute()
        const ids = some.map(({ id }) => id)
        // What stands behind something younger waits for that, so that nothing that stays needs to be looked at.
        const removed = await sql`
          with kept as materialized (
            select id, (select min(sequence) from journal where account = id and arrived_at >= ${before}) as first
            from unnest(${ids}::bigint[]) as id
          )
          delete from journal using kept where account = id and arrived_at < ${before} and (first is null or sequence < first)
        `.execute(transaction)
        return { last: ids.at(-1) ?? null, count: Number(removed.numAffectedRows ?? 0n) }
      })
      total += count
      after = last
    }
    for (let after: string | null = ''; after !== null; ) after = await this.#expirePositions(before, after)
    return total
  }

  remove(account: string): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const found = await transaction
        .selectFrom('account')
        .select('id')
        .where('address', '=', account)
        .forUpdate()
        .executeTakeFirst()
      if (found === undefined) return false
      await transaction.deleteFrom('journal').where('account', '=', found.id).execute()
      // Its places go when it is time for the next expiry: they are nobody's, for no other account gets this id.
      await transaction.deleteFrom('account').where('id', '=', found.id).execute()
      return true
    })
  }

  /** Takes nothing more, and resolves when all there was has been written or refused. */
  close(): Promise<void> {
    return this.#commits.close()
  }

  /** Removes what came before that time, or belongs to an account that is gone, among the next ids; gives back the last of these, null at the end. */
  #expirePositions(before: number, after: string): Promise<string | null> {
    return this.#database.run(async (database) => {
      const further = database.selectFrom('position').select('message_id').where('message_id', '>', after).orderBy('message_id')
      const last = (await further.limit(1).offset(POSITIONS_AT_ONCE).executeTakeFirst())?.message_id ?? null
      await sql`
        delete from position where message_id > ${after} and (${last}::text is null or message_id <= ${last})
        and (arrived_at < ${before} or account not in (select id from account))
      `.execute(database)
      return last
    })
  }

  /** All of them in one transaction, and what came of each. */
  #carryOut(jobs: readonly (readonly JournalOperation[])[]): Promise<readonly (readonly JournalOutcome[])[]> {
    return this.#database.transact(async (transaction) => {
      const outcomes = await JournalWriter.carryOut(transaction, jobs.flat())
      let next = 0
      return jobs.map(({ length }) => {
        next += length
        return outcomes.slice(next - length, next)
      })
    })
  }
}

/** Characters of the bodies in there. */
function weightOf(operations: readonly JournalOperation[]): number {
  let weight = 0
  for (const operation of operations) {
    if (operation.operation === 'append') weight += operation.entry.content.length
    if (operation.operation === 'remove') weight += weightOf(operation.ifRemoved)
  }
  return weight
}
