import type { Database } from 'better-sqlite3'
import type { JournalEntry } from '../../../ports/journal-entry.ts'
import type { JournalOperation, JournalOutcome, RemoveOperation } from '../../../ports/journal-operation.ts'
import type { JournalPage, Journals, PageStart } from '../../../ports/journals.ts'
import { checkNames, checkOperations } from '../bounds.ts'
import { pageEnd, sinceWithSlack } from '../page.ts'
import { isAsAsked } from '../where.ts'
import { AccountTable } from './account-table.ts'
import type { GroupCommit } from './group-commit.ts'
import { JournalRemoval } from './journal-removal.ts'
import { JournalTable } from './journal-table.ts'
import { PositionTable } from './position-table.ts'

/** Rows that are looked at for their age in one turn of the event loop; that takes some ms. */
const ROWS_AT_ONCE = 1000

export class SqliteJournals implements Journals {
  readonly #commits: GroupCommit
  readonly #accounts: AccountTable
  readonly #positions: PositionTable
  readonly #entries: JournalTable
  readonly #removal: JournalRemoval

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    this.#accounts = new AccountTable(database)
    this.#positions = new PositionTable(database)
    this.#entries = new JournalTable(database)
    this.#removal = new JournalRemoval(database)
  }

  async apply(operations: readonly JournalOperation[]): Promise<readonly JournalOutcome[]> {
    checkOperations(operations)
    return this.#commits.run(() => operations.map((operation) => this.#carryOut(operation)))
  }

  page(account: string, start: PageStart): Promise<JournalPage> {
    return this.#commits.read(() => {
      const id = this.#accounts.id(account)
      if (id === null) return { entries: [], more: false }
      const cursor = start.after === null ? null : this.#positions.sequence(id, start.after)
      const since = cursor === null ? sinceWithSlack(start) : 0
      return pageEnd(this.#entries.page(id, cursor ?? 0, since, start.limit + 1), start.limit)
    })
  }

  entry(account: string, messageId: string): Promise<JournalEntry | null> {
    return this.#commits.read(() => {
      const place = this.#place(account, messageId)
      return place === null ? null : this.#entries.entry(...place)
    })
  }

  pending(account: string, limit: number): Promise<readonly JournalEntry[]> {
    return this.#commits.read(() => {
      const id = this.#accounts.id(account)
      return id === null ? [] : this.#entries.pending(id, limit)
    })
  }

  unread(account: string): Promise<number> {
    return this.#commits.read(() => {
      const id = this.#accounts.id(account)
      return id === null ? 0 : this.#entries.unread(id)
    })
  }

  async activate(account: string): Promise<void> {
    checkNames('activate', [account])
    if (!(await this.isActive(account))) await this.#commits.run(() => this.#accounts.add(account))
  }

  isActive(account: string): Promise<boolean> {
    return this.#commits.read(() => this.#accounts.id(account) !== null)
  }

  async expire(before: number): Promise<number> {
    let total = 0
    const behind = (id: number) => this.#commits.read(() => this.#accounts.behind(id))
    for (let id = await behind(0); id !== null; id = await behind(id)) total += await this.#expireEntries(id, before)
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after
      after = await this.#commits.run(() => this.#positions.expire(before, from, ROWS_AT_ONCE))
    }
    return total
  }

  remove(account: string): Promise<boolean> {
    return this.#commits.run(() => {
      const id = this.#accounts.id(account)
      if (id === null) return false
      this.#removal.conversation(id, null, Number.MAX_SAFE_INTEGER)
      // Its places go when it is time for the next expiry: they are nobody's, for no other account gets this id.
      this.#accounts.remove(account)
      return true
    })
  }

  async #expireEntries(id: number, before: number): Promise<number> {
    let total = 0
    for (let done = false; !done; ) {
      const step = await this.#commits.run(() => this.#removal.expire(id, before, ROWS_AT_ONCE))
      total += step.count
      done = step.done
    }
    return total
  }

  #carryOut(operation: JournalOperation): JournalOutcome {
    switch (operation.operation) {
      case 'append': {
        const { account, entry } = operation
        return this.#add(account, entry, (id, sequence) => this.#entries.append(id, sequence, entry))
      }
      case 'position':
        return this.#add(operation.account, operation, () => {})
      case 'advance': {
        const place = this.#place(operation.account, operation.messageId)
        return { outcome: place === null ? 'unknown' : this.#entries.advance(...place, operation) }
      }
      case 'clear-dispositions': {
        const id = this.#accounts.id(operation.account)
        return { outcome: 'cleared', count: id === null ? 0 : this.#entries.clearDispositions(id, operation.contact) }
      }
      case 'remove':
        return this.#remove(operation)
      case 'remove-conversation': {
        const { account, contact, upTo } = operation
        const id = this.#accounts.id(account)
        if (id === null) return { outcome: 'conversation-removed', count: 0, transfers: [] }
        return { outcome: 'conversation-removed', ...this.#removal.conversation(id, contact, upTo ?? Number.MAX_SAFE_INTEGER) }
      }
    }
  }

  /** Takes the next place in the journal for that id, and puts something there. */
  #add(
    account: string,
    { messageId, arrivedAt }: Pick<JournalEntry, 'messageId' | 'arrivedAt'>,
    put: (id: number, sequence: number) => void,
  ): JournalOutcome {
    const next = this.#accounts.next(account)
    if (next === null) return { outcome: 'no-storage' }
    const { id, sequence } = next
    if (!this.#positions.add(id, messageId, sequence, arrivedAt)) return { outcome: 'duplicate' }
    put(id, sequence)
    return { outcome: 'appended', sequence }
  }

  #remove({ account, messageId, where, ifRemoved }: RemoveOperation): JournalOutcome {
    const place = this.#place(account, messageId)
    const entry = place === null ? null : this.#entries.entry(...place)
    if (place === null || entry === null || !isAsAsked(entry, where)) return { outcome: 'unknown' }
    this.#removal.one(...place)
    return { outcome: 'removed', entry, outcomes: ifRemoved.map((operation) => this.#carryOut(operation)) }
  }

  #place(account: string, messageId: string): [id: number, sequence: number] | null {
    const id = this.#accounts.id(account)
    const sequence = id === null ? null : this.#positions.sequence(id, messageId)
    return id === null || sequence === null ? null : [id, sequence]
  }
}
