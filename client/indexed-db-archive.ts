import type { AddressBookCopy } from './address-book-copy.ts'
import { type ConversationMessage, conversationKey, isUnread } from './conversation-message.ts'
import type { ArchiveChanges, ArchivedAccount, ArchivePageQuery, MessageArchive } from './message-archive.ts'

const VERSION = 1
const STORES = ['messages', 'conversations', 'outbox', 'account'] as const
type StoreName = (typeof STORES)[number]

/** After every string that a key may begin with: arrays come after strings (Indexed Database API §2.4). */
const AFTER_ALL_KEYS: readonly IDBValidKey[] = []

/** A message as it is stored: with what the indexes go by. */
interface StoredMessage {
  readonly key: string
  readonly conversation: string
  readonly at: number
  /** The conversation as well, where the message is unread: so the index has no others. */
  readonly unread?: string
  readonly message: ConversationMessage
}

/** Keeps an account in the browser's database, for one page at a time. */
export class IndexedDbArchive implements MessageArchive {
  readonly #name: string
  readonly #release: () => Promise<void>
  /** Null where the browser has closed it, and nobody has wanted it since. */
  #opening: Promise<IDBDatabase> | null = null
  #closed = false

  private constructor(name: string, release: () => Promise<void>) {
    this.#name = name
    this.#release = release
  }

  /**
   * Resolves with null where another page of this browser has the account open: what waits must not be sent by both. A MemoryArchive
   * serves such a page. Rejects with the browser's DOMException where it keeps no databases, as in some private windows.
   * @param account `user@domain`
   */
  static async open(account: string): Promise<IndexedDbArchive | null> {
    const name = `weft ${account.toLowerCase()}`
    const release = await lock(name)
    if (release === null) return null
    const archive = new IndexedDbArchive(name, release)
    try {
      await archive.#database()
      return archive
    } catch (error) {
      await release()
      throw error
    }
  }

  async load(): Promise<ArchivedAccount> {
    const database = await this.#database()
    const transaction = database.transaction(['conversations', 'outbox', 'account'])
    const [conversations, outbox, cursor] = await Promise.all([
      answerOf(transaction.objectStore('conversations').getAll()),
      answerOf(transaction.objectStore('outbox').getAll()),
      answerOf(transaction.objectStore('account').get('cursor')),
    ])
    return { conversations, outbox, cursor: cursor ?? null }
  }

  async addressBook(): Promise<AddressBookCopy | null> {
    const account = (await this.#database()).transaction('account').objectStore('account')
    return (await answerOf(account.get('addressBook'))) ?? null
  }

  async messages(keys: readonly string[]): Promise<readonly ConversationMessage[]> {
    const store = (await this.#database()).transaction('messages').objectStore('messages')
    const found: (StoredMessage | undefined)[] = await Promise.all(keys.map((key) => answerOf(store.get(key))))
    return found.flatMap((stored) => stored?.message ?? [])
  }

  async page({ conversation, before, limit }: ArchivePageQuery): Promise<readonly ConversationMessage[]> {
    const places = (await this.#database()).transaction('messages').objectStore('messages').index('place')
    const end = before === null ? [conversation, AFTER_ALL_KEYS] : [conversation, before.at, before.key]
    const cursor = places.openCursor(IDBKeyRange.bound([conversation], end, false, true), 'prev')
    const page: ConversationMessage[] = []
    return new Promise((resolve, reject) => {
      cursor.onerror = () => reject(cursor.error)
      cursor.onsuccess = () => {
        const at = cursor.result
        if (at === null || page.length >= limit) return resolve(page)
        const stored: StoredMessage = at.value
        page.push(stored.message)
        at.continue()
      }
    })
  }

  async unread(conversation: string): Promise<readonly ConversationMessage[]> {
    const index = (await this.#database()).transaction('messages').objectStore('messages').index('unread')
    const found: StoredMessage[] = await answerOf(index.getAll(conversation))
    return found.map(({ message }) => message)
  }

  write(changes: ArchiveChanges): Promise<void> {
    return this.#change((store) => {
      for (const message of changes.messages ?? []) store('messages').put(stored(message))
      for (const key of changes.removedMessages ?? []) store('messages').delete(key)
      for (const record of changes.conversations ?? []) store('conversations').put(record)
      for (const key of changes.removedConversations ?? []) store('conversations').delete(key)
      for (const entry of changes.outbox ?? []) store('outbox').put(entry)
      for (const number of changes.settledOutbox ?? []) store('outbox').delete(number)
      if (changes.cursor !== undefined) store('account').put(changes.cursor, 'cursor')
      if (changes.addressBook !== undefined) store('account').put(changes.addressBook, 'addressBook')
    })
  }

  forget(): Promise<void> {
    return this.#change((store) => {
      for (const name of STORES) store(name).clear()
    })
  }

  /** Leaves the account to other pages. Resolves when it can be opened again. */
  async close(): Promise<void> {
    this.#closed = true
    const database = await this.#opening?.catch(() => null)
    database?.close()
    await this.#release()
  }

  /** Browsers may close a database on their own, on phones when the page was in the background for long: then it is opened again. */
  #database(): Promise<IDBDatabase> {
    if (this.#closed) return Promise.reject(new DOMException('the archive is closed', 'InvalidStateError'))
    this.#opening ??= openDatabase(this.#name).then(
      (database) => {
        database.addEventListener('close', () => {
          this.#opening = null
        })
        // Another page wants to delete the database, or a newer version of the app to change it.
        database.addEventListener('versionchange', () => void this.close())
        return database
      },
      (error: unknown) => {
        this.#opening = null
        throw error
      },
    )
    return this.#opening
  }

  /** Resolves when everything that `work` does is on disk; nothing of it is, where it rejects. */
  async #change(work: (store: (name: StoreName) => IDBObjectStore) => void): Promise<void> {
    const transaction = (await this.#database()).transaction(STORES, 'readwrite')
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
      try {
        work((name) => transaction.objectStore(name))
      } catch (error) {
        // What was asked for before would be written otherwise.
        transaction.abort()
        reject(error)
      }
    })
  }
}

function stored(message: ConversationMessage): StoredMessage {
  const { key, at } = message
  const conversation = conversationKey(message.contact)
  return { key, conversation, at, ...(isUnread(message) && { unread: conversation }), message }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION)
  request.onupgradeneeded = () => {
    const database = request.result
    const messages = database.createObjectStore('messages', { keyPath: 'key' })
    messages.createIndex('place', ['conversation', 'at', 'key'])
    messages.createIndex('unread', 'unread')
    database.createObjectStore('conversations', { keyPath: 'key' })
    database.createObjectStore('outbox', { keyPath: 'number' })
    database.createObjectStore('account')
  }
  return answerOf(request)
}

function answerOf<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Takes a lock that no other page has; null where one has it. Pages without https have no locks, and go without. */
function lock(name: string): Promise<(() => Promise<void>) | null> {
  const { locks } = navigator
  if (locks === undefined) return Promise.resolve(async () => undefined)
  return new Promise((resolve, reject) => {
    const held: Promise<void> = locks.request(name, { ifAvailable: true }, (granted) => {
      if (granted === null) return resolve(null)
      return new Promise<void>((letGo) => {
        resolve(() => {
          letGo()
          return held
        })
      })
    })
    held.catch(reject)
  })
}
