import type {
  AddressBook,
  AddressBookChange,
  AddressBookEntry,
  AddressBookEntryType,
  AddressBookKeeper,
} from '../../ports/address-book.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import { Turns } from '../turns.ts'
import { completeBook, completeEntry, goneEntry } from './contact.ts'

/** What became of a change, and who is to know of it. */
export type AddressBookReport =
  /** For all devices of the account, the one that asked for it included. */
  | { readonly kind: 'updated'; readonly action: AddressBookChange['action']; readonly entry: AddressBookEntry }
  /** For the one that asked for it, which then fetches the book again. */
  | {
      readonly kind: 'update-failed'
      readonly action: AddressBookChange['action']
      readonly type: AddressBookEntryType
      readonly id: string
      readonly error: string
      readonly retryable: boolean
    }

/** Of one account, the one under way included: a keeper that does not answer holds each for as long as its time-out. */
const MOST_WAITING = 200

/** The address books of accounts, as clients are told of them (sylkrtc-protocol §9). What is asked of one is done in the order it was asked. */
export class AddressBooks {
  readonly #keeper: AddressBookKeeper
  readonly #log: Log
  readonly #turns = new Turns()
  readonly #waiting = new Map<string, number>()

  constructor(keeper: AddressBookKeeper, log: Log) {
    this.#keeper = keeper
    this.#log = log
  }

  /** Null where the book cannot be read: an empty one would make clients forget theirs. Never rejects. */
  async fetch(account: string): Promise<AddressBook | null> {
    try {
      const book = await this.#inTurn(account, () => this.#keeper.fetch(account))
      if (book) return completeBook(book)
      this.#log.warn('an address book was not fetched: too much is asked of it')
    } catch (error) {
      if (error instanceof Refusal) this.#log.warn('an address book cannot be fetched', { reason: error.message })
      else this.#defect(error)
    }
    return null
  }

  /** Changes an item as a client stated it. Never rejects. */
  async change(account: string, stated: AddressBookChange): Promise<AddressBookReport> {
    const change = stated.action === 'delete' ? stated : { action: stated.action, entry: completeEntry(stated.entry) }
    const { action } = change
    const { type, id } = action === 'delete' ? change : { type: change.entry.type, id: change.entry.item.id }
    const failed = (error: string, retryable: boolean) =>
      ({ kind: 'update-failed', action, type, id, error, retryable }) satisfies AddressBookReport
    try {
      const outcome = await this.#inTurn(account, () => this.#keeper.change(account, change))
      if (!outcome) return failed('Too many changes of this address book are waiting', true)
      if (outcome.kind === 'failed') return failed(outcome.text, outcome.retryable)
      return { kind: 'updated', action, entry: outcome.entry ? completeEntry(outcome.entry) : goneEntry(type, id) }
    } catch (error) {
      this.#defect(error)
      return failed('Internal error', false)
    }
  }

  /** Null, and nothing done, where too much is waiting. */
  async #inTurn<Result>(account: string, job: () => Promise<Result>): Promise<Result | null> {
    const waiting = this.#waiting.get(account) ?? 0
    if (waiting === MOST_WAITING) return null
    this.#waiting.set(account, waiting + 1)
    try {
      return await this.#turns.take(account, job)
    } finally {
      const left = (this.#waiting.get(account) ?? 1) - 1
      if (left === 0) this.#waiting.delete(account)
      else this.#waiting.set(account, left)
    }
  }

  #defect(error: unknown): void {
    this.#log.error('asking for an address book went wrong', { error: error instanceof Error ? error.stack : String(error) })
  }
}
