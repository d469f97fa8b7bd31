import type { ContactKey } from './contact-key.ts'
import type { KeyArchive } from './key-archive.ts'

const VERSION = 1
const OWN = 'own'
const CONTACTS = 'contacts'

/**
 * Keeps the keys of an account in the browser's database, in one of its own, so that clearing messages away leaves them. They are there
 * as they are: whoever may run scripts of this page, or has the user's files, has them; what a password would add is up to the app.
 */
export class IndexedDbKeyArchive implements KeyArchive {
  readonly #name: string
  #opening: Promise<IDBDatabase> | null = null

  /** @param account `user@domain` */
  constructor(account: string) {
    this.#name = `weft-keys ${account.toLowerCase()}`
  }

  async own(): Promise<readonly string[]> {
    const kept: unknown = await this.#do(OWN, 'readonly', (store) => store.get(OWN))
    return isTexts(kept) ? kept : []
  }

  async keepOwn(keys: readonly string[]): Promise<void> {
    await this.#do(OWN, 'readwrite', (store) => store.put([...keys], OWN))
  }

  async contacts(): Promise<readonly ContactKey[]> {
    return this.#do<ContactKey[]>(CONTACTS, 'readonly', (store) => store.getAll())
  }

  async keepContact(contact: ContactKey): Promise<void> {
    await this.#do(CONTACTS, 'readwrite', (store) => store.put(contact))
  }

  async forget(): Promise<void> {
    for (const name of [OWN, CONTACTS]) await this.#do(name, 'readwrite', (store) => store.clear())
  }

  /** Resolves once the database has it, not when it has merely been asked. */
  async #do<Result>(name: string, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
    const database = await this.#open()
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode)
      const request = ask(transaction.objectStore(name))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error ?? request.error)
    })
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, VERSION)
      request.onupgradeneeded = () => {
        request.result.createObjectStore(OWN)
        request.result.createObjectStore(CONTACTS, { keyPath: 'contact' })
      }
      request.onsuccess = () => resolve(this.#opened(request.result))
      request.onerror = () => reject(request.error)
    }).catch((error: unknown) => {
      this.#opening = null
      throw error
    })
    return this.#opening
  }

  /** A database that is deleted, or that a newer page wants, is let go: otherwise that would wait for this page to be closed. */
  #opened(database: IDBDatabase): IDBDatabase {
    const forget = () => {
      this.#opening = null
    }
    database.onclose = forget
    database.onversionchange = () => {
      database.close()
      forget()
    }
    return database
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
