import type {
  AddressBook,
  AddressBookChange,
  AddressBookEntry,
  AddressBookEntryType,
  AddressBookKeeper,
} from '../ports/address-book.ts'
import { Refusal } from '../ports/refusal.ts'
import { completeBook, completeEntry, goneEntry } from './contact.ts'
import { Failure } from './failure.ts'

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

/** The address books of accounts, as clients are told of them (sylkrtc-protocol §9). */
export class AddressBooks {
  readonly #keeper: AddressBookKeeper

  constructor(keeper: AddressBookKeeper) {
    this.#keeper = keeper
  }

  /** Rejects with Failure `address-book` where the book cannot be read: an empty one would make clients forget theirs. */
  async fetch(account: string): Promise<AddressBook> {
    try {
      return completeBook(await this.#keeper.fetch(account))
    } catch (error) {
      throw error instanceof Refusal ? new Failure('address-book', '', error.detail) : error
    }
  }

  /** Changes an item as a client stated it. Never rejects. */
  async change(account: string, stated: AddressBookChange): Promise<AddressBookReport> {
    const change = stated.action === 'delete' ? stated : { action: stated.action, entry: completeEntry(stated.entry) }
    const { action } = change
    const { type, id } = action === 'delete' ? change : { type: change.entry.type, id: change.entry.item.id }
    const outcome = await this.#keeper.change(account, change)
    if (outcome.kind === 'failed')
      return { kind: 'update-failed', action, type, id, error: outcome.text, retryable: outcome.retryable }
    return { kind: 'updated', action, entry: outcome.entry ? completeEntry(outcome.entry) : goneEntry(type, id) }
  }
}
