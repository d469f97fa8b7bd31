import type { ContactKey } from './contact-key.ts'

/**
 * Where a device keeps the keys of one account, and what it knows of others'. `MemoryKeyArchive` keeps them until the page goes,
 * `IndexedDbKeyArchive` in the browser's database; in React Native, write one over what keeps secrets there.
 * Where something cannot be read or written, the promise rejects with whatever error there is.
 */
export interface KeyArchive {
  /** The account's private keys, armoured and unprotected: the one in use first, then those before it, which old messages need. */
  own(): Promise<readonly string[]>
  /** Instead of those before. */
  keepOwn(keys: readonly string[]): Promise<void>
  contacts(): Promise<readonly ContactKey[]>
  /** New, or instead of the one of the same contact. */
  keepContact(contact: ContactKey): Promise<void>
  /** Deletes all of it. */
  forget(): Promise<void>
}

/** Keeps keys until the page goes: for visitors on somebody else's device, and for tests. */
export class MemoryKeyArchive implements KeyArchive {
  readonly #contacts = new Map<string, ContactKey>()
  #own: readonly string[] = []

  async own(): Promise<readonly string[]> {
    return this.#own
  }

  async keepOwn(keys: readonly string[]): Promise<void> {
    this.#own = [...keys]
  }

  async contacts(): Promise<readonly ContactKey[]> {
    return [...this.#contacts.values()]
  }

  async keepContact(contact: ContactKey): Promise<void> {
    this.#contacts.set(contact.contact, contact)
  }

  async forget(): Promise<void> {
    this.#own = []
    this.#contacts.clear()
  }
}
