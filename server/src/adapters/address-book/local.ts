import type {
  AddressBook,
  AddressBookChange,
  AddressBookEntry,
  AddressBookKeeper,
  AddressBookOutcome,
} from '../../ports/address-book.ts'
import type { AddressBookItem, AddressBooks } from '../../ports/address-books.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import { parseJson } from './json.ts'
import { bookOf, readEntry } from './read-entry.ts'

/** UTF-16 units of all items of one account together, as they are stored: some thousands of contacts. */
const LARGEST_BOOK = 4 * 1024 * 1024

/** Keeps address books in the store of this server. */
export class LocalAddressBooks implements AddressBookKeeper {
  readonly #store: AddressBooks
  readonly #log: Log

  constructor(store: AddressBooks, log: Log) {
    this.#store = store
    this.#log = log
  }

  async fetch(account: string): Promise<AddressBook> {
    const items = (await this.#store.items(account)) ?? []
    return bookOf(items.flatMap((item) => this.#read(item) ?? []))
  }

  async change(account: string, change: AddressBookChange): Promise<AddressBookOutcome> {
    try {
      return change.action === 'delete'
        ? await this.#remove(account, change.type, change.id)
        : await this.#put(account, change.entry)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#log.warn('an address book could not be changed', { reason: error.message })
      return { kind: 'failed', text: 'The address book cannot be changed at the moment', retryable: true }
    }
  }

  async #put(account: string, entry: AddressBookEntry): Promise<AddressBookOutcome> {
    const item: AddressBookItem = { type: entry.type, id: entry.item.id, json: JSON.stringify(entry.item) }
    const others = ((await this.#store.items(account)) ?? []).filter(({ type, id }) => type !== item.type || id !== item.id)
    if (others.reduce((length, { json }) => length + json.length, item.json.length) > LARGEST_BOOK)
      return { kind: 'failed', text: 'The address book is full', retryable: false }
    await this.#store.put(account, [item])
    return { kind: 'changed', entry }
  }

  async #remove(account: string, type: AddressBookItem['type'], id: string): Promise<AddressBookOutcome> {
    const removed = await this.#store.remove(account, type, id)
    return { kind: 'changed', entry: removed && this.#read(removed) }
  }

  /** Null for an item that was stored by somebody else in a form that nobody knows: the others are worth more than its failing. */
  #read({ type, json }: AddressBookItem): AddressBookEntry | null {
    const entry = readEntry(type, parseJson(json))
    if (!entry) this.#log.warn('an item of an address book cannot be read', { type })
    return entry
  }
}
