import { sql } from 'kysely'
import type { JournalEntry } from '../../../ports/journal-entry.ts'
import type { JournalOperation, JournalOutcome, RemoveOperation } from '../../../ports/journal-operation.ts'
import { AWAITS, awaits, dispositionOf, dispositionText, type Fate, fateAfter, TRANSFER } from '../receipts.ts'
import type { PositionRow } from '../rows.ts'
import { isAsAsked } from '../where.ts'
import type { WeftTransaction } from './database.ts'
import { ENTRY_COLUMNS, entryOf, journalRow } from './journal-row.ts'
import { accountsOf, type OperationRun, operationRuns } from './operation-runs.ts'
import type { JournalRow } from './tables.ts'

interface Account {
  readonly id: number
  lastSequence: number
  changed: boolean
}

/** What takes a place, or only that where it is not `kept`. */
type Added = PositionRow & Partial<JournalRow> & { readonly kept: boolean }

/** Writes into journals, within a transaction that holds the rows of all their accounts. */
export class JournalWriter {
  readonly #transaction: WeftTransaction
  readonly #accounts: ReadonlyMap<string, Account>

  private constructor(transaction: WeftTransaction, accounts: ReadonlyMap<string, Account>) {
    this.#transaction = transaction
    this.#accounts = accounts
  }

  /** Carries these out, one as if after the other, and resolves with what came of each. */
  static async carryOut(
    transaction: WeftTransaction,
    operations: readonly JournalOperation[],
  ): Promise<readonly JournalOutcome[]> {
    // In the order of their ids, so that no two transactions wait for each other.
    const { rows } = await sql<{ id: number; address: string; last_sequence: number }>`
      select id, address, last_sequence from account where address = any(${[...accountsOf(operations)]}::text[]) order by id for update
    `.execute(transaction)
    const accounts = new Map(
      rows.map(({ id, address, last_sequence: lastSequence }) => [address, { id, lastSequence, changed: false }]),
    )
    const writer = new JournalWriter(transaction, accounts)
    const outcomes = await writer.#carryOut(operations)
    await writer.#keepSequences()
    return outcomes
  }

  async #carryOut(operations: readonly JournalOperation[]): Promise<readonly JournalOutcome[]> {
    const outcomes: [number, JournalOutcome][] = []
    for (const run of operationRuns(operations)) outcomes.push(...(await this.#carryOutRun(run)))
    return outcomes.toSorted(([one], [other]) => one - other).map(([, outcome]) => outcome)
  }

  async #carryOutRun({ kind, items }: OperationRun): Promise<[index: number, outcome: JournalOutcome][]> {
    switch (kind) {
      case 'add':
        return await this.#add(items)
      case 'advance':
        return await this.#advance(items)
      case 'other': {
        const outcomes: [number, JournalOutcome][] = []
        for (const { operation, index } of items) outcomes.push([index, await this.#carryOutOther(operation)])
        return outcomes
      }
    }
  }

  async #add(items: OperationRun['items']): Promise<[number, JournalOutcome][]> {
    const asked: { readonly index: number; readonly row: Added | null }[] = items.map(({ operation, index }) => {
      const account = this.#accounts.get(operation.account)
      if (account === undefined) return { index, row: null }
      account.changed = true
      const sequence = ++account.lastSequence
      if (operation.operation === 'append')
        return { index, row: { ...journalRow(account.id, sequence, operation.entry), kept: true } }
      if (operation.operation !== 'position') throw new Error(`${operation.operation} takes no place`)
      const { messageId: message_id, arrivedAt: arrived_at } = operation
      return { index, row: { account: account.id, sequence, message_id, arrived_at, kept: false } }
    })
    const rows = asked.flatMap(({ row }) => (row === null ? [] : [row]))
    const placed = await sql<{ account: number; sequence: number }>`
      with asked as materialized (
        select * from json_to_recordset(${JSON.stringify(rows)}::json) as asked (
          account bigint, sequence bigint, kept boolean, awaits smallint, contact text, direction text, content_type text,
          arrived_at bigint, message_id text, disposition text, state text, timestamp text, content text
        )
      ), placed as (
        insert into position (account, message_id, sequence, arrived_at)
        select account, message_id, sequence, arrived_at from asked order by account, sequence
        on conflict do nothing
        returning account, sequence
      ), kept as (
        insert into journal (
          account, sequence, awaits, contact, direction, content_type, arrived_at, message_id, disposition, state, timestamp, content
        )
        select account, sequence, awaits, contact, direction, content_type, arrived_at, message_id, disposition, state, timestamp, content
        from asked join placed using (account, sequence) where kept
      )
      select account, sequence from placed
    `.execute(this.#transaction)
    const places = new Set(placed.rows.map(({ account, sequence }) => `${account} ${sequence}`))
    return asked.map(({ index, row }) => {
      if (row === null) return [index, { outcome: 'no-storage' }]
      const { account, sequence } = row
      return [index, places.has(`${account} ${sequence}`) ? { outcome: 'appended', sequence } : { outcome: 'duplicate' }]
    })
  }

  async #advance(items: OperationRun['items']): Promise<[number, JournalOutcome][]> {
    const asked = items.map(({ operation, index }) => {
      if (operation.operation !== 'advance') throw new Error(`${operation.operation} does not advance`)
      return { index, operation, account: this.#accounts.get(operation.account)?.id ?? 0 }
    })
    const fates = await this.#fates(asked.map(({ account, operation }) => ({ account, message_id: operation.messageId })))
    const changed = new Set<Found>()
    const outcomes = asked.map(({ index, operation, account }): [number, JournalOutcome] => {
      const found = fates.get(`${account} ${operation.messageId}`)
      if (found === undefined) return [index, { outcome: 'unknown' }]
      const after = fateAfter(found.fate, operation)
      if (after === null) return [index, { outcome: 'unchanged' }]
      found.fate = after
      changed.add(found)
      return [index, { outcome: 'changed' }]
    })
    await this.#setFates([...changed])
    return outcomes
  }

  async #fates(messages: readonly Pick<PositionRow, 'account' | 'message_id'>[]): Promise<Map<string, Found>> {
    type Row = Pick<JournalRow, 'account' | 'sequence' | 'message_id' | 'state' | 'disposition' | 'direction' | 'content_type'>
    const { rows } = await sql<Row>`
      select journal.account, journal.sequence, journal.message_id, state, disposition, direction, content_type
      from (select distinct * from json_to_recordset(${JSON.stringify(messages)}::json) as asked (account bigint, message_id text)) as asked
      join position using (account, message_id)
      join journal using (account, sequence)
    `.execute(this.#transaction)
    return new Map(
      rows.map(({ account, sequence, message_id: messageId, state, disposition, direction, content_type: contentType }) => {
        const fate = { state, disposition: dispositionOf(disposition), direction, contentType }
        return [`${account} ${messageId}`, { account, sequence, fate }]
      }),
    )
  }

  async #setFates(changed: readonly Found[]): Promise<void> {
    if (changed.length === 0) return
    const rows = changed.map(({ account, sequence, fate }) => {
      return { account, sequence, state: fate.state, disposition: dispositionText(fate.disposition), awaits: awaits(fate) }
    })
    await sql`
      update journal set state = changed.state, disposition = changed.disposition, awaits = changed.awaits
      from json_to_recordset(${JSON.stringify(rows)}::json) as changed (
        account bigint, sequence bigint, state text, disposition text, awaits smallint
      )
      where journal.account = changed.account and journal.sequence = changed.sequence
    `.execute(this.#transaction)
  }

  async #carryOutOther(operation: JournalOperation): Promise<JournalOutcome> {
    const account = this.#accounts.get(operation.account)?.id ?? 0
    switch (operation.operation) {
      case 'clear-dispositions': {
        const cleared = this.#transaction
          .updateTable('journal')
          .set({ disposition: '', awaits: AWAITS.nothing })
          .where('account', '=', account)
          .where('awaits', 'in', [AWAITS.receipt, AWAITS.reader])
          .where('contact', '=', operation.contact)
        const { numUpdatedRows } = await cleared.executeTakeFirstOrThrow()
        return { outcome: 'cleared', count: Number(numUpdatedRows) }
      }
      case 'remove':
        return await this.#remove(account, operation)
      case 'remove-conversation':
        return await this.#removeConversation(account, operation.contact, operation.upTo)
      default:
        throw new Error(`${operation.operation} goes together with others`)
    }
  }

  async #remove(account: number, { messageId, where, ifRemoved }: RemoveOperation): Promise<JournalOutcome> {
    const row = await this.#transaction
      .selectFrom('position')
      .innerJoin('journal', (join) =>
        join.onRef('journal.account', '=', 'position.account').onRef('journal.sequence', '=', 'position.sequence'),
      )
      .select([...ENTRY_COLUMNS, 'journal.sequence'])
      .where('position.account', '=', account)
      .where('position.message_id', '=', messageId)
      .executeTakeFirst()
    const entry = row === undefined ? null : entryOf(row)
    if (row === undefined || entry === null || !isAsAsked(entry, where)) return { outcome: 'unknown' }
    await this.#transaction.deleteFrom('journal').where('account', '=', account).where('sequence', '=', row.sequence).execute()
    return { outcome: 'removed', entry, outcomes: await this.#carryOut(ifRemoved) }
  }

  async #removeConversation(account: number, contact: string | null, upTo: number | null): Promise<JournalOutcome> {
    let removal = this.#transaction.deleteFrom('journal').where('account', '=', account)
    let transfers = this.#transaction.selectFrom('journal').select(ENTRY_COLUMNS).where('account', '=', account)
    transfers = transfers.where('content_type', '=', TRANSFER).orderBy('sequence')
    if (contact !== null) {
      // The index leads with what an entry waits for.
      const any = Object.values(AWAITS)
      removal = removal.where('awaits', 'in', any).where('contact', '=', contact)
      transfers = transfers.where('awaits', 'in', any).where('contact', '=', contact)
    }
    if (upTo !== null) {
      removal = removal.where('arrived_at', '<=', upTo)
      transfers = transfers.where('arrived_at', '<=', upTo)
    }
    const entries: readonly JournalEntry[] = (await transfers.execute()).map(entryOf)
    const { numDeletedRows } = await removal.executeTakeFirstOrThrow()
    return { outcome: 'conversation-removed', count: Number(numDeletedRows), transfers: entries }
  }

  async #keepSequences(): Promise<void> {
    const rows = [...this.#accounts.values()]
      .filter(({ changed }) => changed)
      .map(({ id, lastSequence }) => ({ id, lastSequence }))
    if (rows.length === 0) return
    await sql`
      update account set last_sequence = used."lastSequence"
      from json_to_recordset(${JSON.stringify(rows)}::json) as used (id bigint, "lastSequence" bigint) where account.id = used.id
    `.execute(this.#transaction)
  }
}

interface Found {
  readonly account: number
  readonly sequence: number
  fate: Fate
}
