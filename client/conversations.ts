import type { Account } from './account.ts'
import {
  type ConversationMessage,
  conversationKey,
  isForPeople,
  newlyKnown,
  outgoingKey,
  withoutOwed,
} from './conversation-message.ts'
import { ConversationStore, type Edit } from './conversation-store.ts'
import { Emitter } from './emitter.ts'
import { JournalSync, type SyncState } from './journal-sync.ts'
import { MemoryArchive } from './memory-archive.ts'
import type { ArchivePageQuery, ConversationRecord, MessageArchive } from './message-archive.ts'
import type { MessageChange } from './message-change.ts'
import type { MessageCipher } from './message-cipher.ts'
import type { DraftResult, MessageDraft } from './message-draft.ts'
import { checkMessageSize } from './message-size.ts'
import type { Messages } from './messages.ts'
import { type OutboxOutcome, OutboxRefusal } from './outbox.ts'
import type { OutboxEntry } from './outbox-entry.ts'
import { Thread } from './thread.ts'

/** What was written at once. */
export type ConversationsChange = DraftResult

interface ConversationsEvents {
  /** Conversations or messages are new, other than before, or gone. */
  change: ConversationsChange
  /** Somebody wrote just now: something to notify of. What was written while this device was away is told by `change` alone. */
  arrived: ConversationMessage
  sync: SyncState
  /** The archive could not be read or written. What could not be written is there as long as the page is. */
  error: unknown
}

export interface ConversationsOptions {
  /** Where they are kept; in memory when absent. `IndexedDbArchive` keeps them in a browser. */
  readonly archive?: MessageArchive
  /** Encrypts and decrypts; without it messages travel as they are written. */
  readonly cipher?: MessageCipher
}

/**
 * The conversations of an account: what applications show and write (sylkrtc-protocol.md §5, §6).
 *
 * ```ts
 * const archive = await IndexedDbArchive.open(account.address)   // or none: in memory
 * const conversations = await Conversations.open(account, { archive })
 * conversations.on('change', () => render(conversations.list))   // ConversationRecord: contact, displayName, last, unread
 * conversations.on('arrived', (message) => notify(message))      // ConversationMessage
 *
 * const thread = await conversations.thread('bob@example.com')   // its newest messages; kept up to date
 * thread.on('change', () => render(thread.messages))             // oldest first
 * await thread.loadOlder()                                       // a page more, until thread.isComplete
 * thread.close()
 *
 * await conversations.send('bob@example.com', 'Hello')           // ConversationMessage; sent once there is a connection
 * await conversations.markRead('bob@example.com')                // senders and own devices are told
 * await conversations.resend(message)                            // one whose state is `failed`
 * await conversations.remove(message)                            // one's own: everywhere; others': on own devices
 * await conversations.removeConversation('bob@example.com')      // on own devices
 * ```
 *
 * Whatever is done without a connection is done here at once, and by the gateway as soon as the account is registered again, in the
 * same order, after a reload of the page too where the archive outlives it. Methods reject only where they say so.
 */
export class Conversations extends Emitter<ConversationsEvents> {
  readonly #account: Account
  readonly #store: ConversationStore
  readonly #cipher: MessageCipher | null
  readonly #subscriptions: readonly (() => void)[]
  readonly #sync: JournalSync
  /** When something was written last, ms since the epoch. */
  #wroteAt = 0

  private constructor(account: Account, store: ConversationStore, cipher: MessageCipher | null) {
    super()
    this.#account = account
    this.#store = store
    this.#cipher = cipher
    this.#sync = new JournalSync(account, {
      cursor: () => store.cursor,
      keep: ({ changes, cursor }) => store.edit(async (draft) => ({ ...(await this.#work(draft, changes)), cursor })),
    })
    this.#subscriptions = [
      account.messages.on('change', (change) => void this.#happen(change)),
      this.#sync.on('state', (state) => {
        // Nothing goes out before the journal is known, which may tell that some of it has been taken.
        if (state === 'current') store.outbox.open()
        else store.outbox.close()
        this.emit('sync', state)
      }),
      store.on('change', (change) => {
        this.emit('change', change)
        void this.#reveal(change.conversations.flatMap(({ last }) => (last?.protection === null ? [last] : [])))
      }),
      store.on('error', (error) => this.emit('error', error)),
      this.#onKeys(() => void this.#reveal([...store.records.values()].flatMap(({ last }) => last ?? []))),
    ]
    this.#sync.start()
  }

  /** Opens what the archive has; the journal is read as soon as the account is registered. Rejects where the archive cannot be read. */
  static async open(account: Account, options: ConversationsOptions = {}): Promise<Conversations> {
    const { archive = new MemoryArchive(), cipher = null } = options
    /** Of messages that were sent encrypted. */
    const encrypted = new Set<number>()
    const store = await ConversationStore.open(archive, {
      perform: (entry) => perform(account.messages, cipher, entry, encrypted),
      settled: (entry, outcome) => {
        const wasEncrypted = encrypted.delete(entry.number)
        void store.edit((draft) => settle(draft, entry, outcome, wasEncrypted))
      },
    })
    return new Conversations(account, store, cipher)
  }

  /** Those with the newest messages first. */
  get list(): readonly ConversationRecord[] {
    const at = ({ last }: ConversationRecord): number => last?.at ?? 0
    return [...this.#store.records.values()].sort((one, other) => at(other) - at(one))
  }

  get sync(): SyncState {
    return this.#sync.state
  }

  /** What waits on this device for the gateway: messages, receipts, marks and removals. */
  get waiting(): number {
    return this.#store.outbox.size
  }

  /** What is known of a conversation; null where nothing was exchanged. @param contact `user@domain` */
  conversation(contact: string): ConversationRecord | null {
    return this.#store.records.get(conversationKey(contact)) ?? null
  }

  /** As the archive has them, opened: to search through. Rejects where the archive cannot be read. */
  async page(query: ArchivePageQuery): Promise<readonly ConversationMessage[]> {
    return this.#reveal(await this.#store.read(() => this.#store.archive.page(query)))
  }

  /**
   * The messages exchanged with somebody, to look at. Rejects where the archive cannot be read.
   * @param contact `user@domain`; there need not be any message yet
   */
  thread(contact: string): Promise<Thread> {
    return Thread.open(conversationKey(contact), {
      page: (query) => this.#store.read(() => this.#store.archive.page(query)),
      watch: (listener) => this.on('change', listener),
      reveal: async (messages) => void (await this.#reveal(messages)),
      onKeys: (listener) => this.#onKeys(listener),
    })
  }

  /**
   * Writes a message. Resolves with it when it is kept on this device; its states follow as changes, `failed` included.
   * Rejects with a MessageTooLong where no gateway could take it.
   * @param contact `user@domain`
   */
  async send(contact: string, content: string, contentType = 'text/plain'): Promise<ConversationMessage> {
    checkMessageSize(content)
    // Times tell in which order things were written, on all devices.
    this.#wroteAt = Math.max(Date.now(), this.#wroteAt + 1)
    const message: ConversationMessage = {
      ...newlyKnown(
        {
          id: this.#account.messages.newId(),
          contact,
          displayName: '',
          direction: 'outgoing',
          content,
          contentType,
          timestamp: new Date(this.#wroteAt).toISOString(),
          state: 'pending',
          owed: [],
        },
        this.#wroteAt,
      ),
      queued: true,
      protection: this.#cipher === null ? null : { kind: 'clear' },
    }
    await this.#store.edit(async (draft) => this.#queueMessage(draft, message))
    return message
  }

  /** Sends a message of one's own again that has failed. As its id stays the same, nobody gets it twice. */
  async resend({ key: first, pieces = [] }: ConversationMessage): Promise<void> {
    const keys = [first, ...pieces]
    // What has only been seen as it travelled would be encrypted twice.
    await this.#reveal(await this.#store.read(() => this.#store.archive.messages(keys)).catch(() => []))
    for (const key of keys) {
      await this.#store.edit(async (draft) => {
        const known = await draft.message(key)
        if (known === null || known.direction !== 'outgoing' || known.state !== 'failed') return {}
        return this.#queueMessage(draft, { ...known, state: 'pending', reason: '', queued: true })
      })
    }
  }

  /** Everything of a contact has been seen: tells its senders, where they want to know, and this account's other devices. */
  async markRead(contact: string): Promise<void> {
    await this.#store.edit(async (draft) => {
      const unread = await draft.unread(contact)
      if (unread.length === 0) return {}
      for (const message of unread) draft.put(withoutOwed(message, 'displayed'))
      const receipts = unread.map(({ id, timestamp }) => {
        return this.#store.outbox.entry(contact, { kind: 'receipt', id, receipt: 'displayed', timestamp })
      })
      return { outbox: [...receipts, this.#store.outbox.entry(contact, { kind: 'read' })] }
    })
  }

  /** Removes a message from all devices of this account; one of its own from those of the contact as well. */
  async remove({ key: first, pieces = [] }: ConversationMessage): Promise<void> {
    for (const key of [first, ...pieces]) await this.#remove(key)
  }

  async #remove(key: string): Promise<void> {
    await this.#store.edit(async (draft) => {
      const message = await draft.message(key)
      if (message === null) return {}
      draft.remove(message)
      const { outbox } = this.#store
      const waiting = message.direction === 'outgoing' ? outbox.waiting(message.id) : undefined
      const settledOutbox = waiting === undefined ? [] : [waiting.number]
      // What has certainly not reached the gateway needs no removal there.
      if (waiting !== undefined && !outbox.wasAttempted(waiting)) return { settledOutbox }
      return { settledOutbox, outbox: [outbox.entry(message.contact, { kind: 'removal', id: message.id })] }
    })
  }

  /**
   * Removes everything exchanged with a contact from all devices of this account. The contact keeps its copy. Without a connection the
   * gateway hears of it later, and then removes what has come until then as well, from other devices.
   */
  async removeConversation(contact: string): Promise<void> {
    await this.#store.edit(async (draft) => {
      const until = Date.now()
      await draft.removeConversation(contact, until)
      const { outbox } = this.#store
      const settledOutbox = outbox.waitingFor(contact).map(({ number }) => number)
      return { settledOutbox, outbox: [outbox.entry(contact, { kind: 'conversation-removal', until })] }
    })
  }

  /** Closes, and deletes everything of the account on this device. Rejects where the archive cannot be written. */
  async forget(): Promise<void> {
    this.close()
    await this.#store.read(() => this.#store.archive.forget())
  }

  /** Tells nothing any more, and sends nothing. What waits is kept for another time. */
  close(): void {
    this.#sync.close()
    for (const unsubscribe of this.#subscriptions) unsubscribe()
  }

  #queueMessage(draft: MessageDraft, message: ConversationMessage): Edit {
    draft.put(message)
    const { id, contact, content, contentType, timestamp } = message
    return { outbox: [this.#store.outbox.entry(contact, { kind: 'message', id, content, contentType, timestamp })] }
  }

  /** Something was told as it happened. */
  async #happen(change: MessageChange): Promise<void> {
    const message = change.kind === 'message' && change.message.direction === 'incoming' ? change.message : null
    const arrived: ConversationMessage[] = []
    await this.#store.edit(async (draft) => {
      const key = message === null || !isForPeople(message.contentType) ? null : newlyKnown(message, 0).key
      const known = key === null ? null : await draft.message(key)
      const edit = await this.#work(draft, [change])
      const kept = key !== null && known === null ? await draft.message(key) : null
      if (kept !== null) arrived.push(kept)
      return edit
    })
    for (const opened of await this.#reveal(arrived)) this.emit('arrived', opened)
  }

  /** Works changes in, and has senders told that their messages have come. */
  async #work(draft: MessageDraft, changes: readonly MessageChange[]): Promise<Edit> {
    const { outbox: waiting } = this.#store
    // What was removed here stays so, though the journal tells of it once more.
    const isGone = (change: MessageChange) => change.kind === 'message' && waiting.removes(newlyKnown(change.message, Date.now()))
    await draft.apply(waiting.size > 0 ? changes.filter((change) => !isGone(change)) : changes)
    const outbox = draft.changed.flatMap((message) => {
      if (message.direction !== 'incoming' || !message.owed.includes('delivered')) return []
      draft.put(withoutOwed(message, 'delivered'))
      const { id, contact, timestamp } = message
      return [this.#store.outbox.entry(contact, { kind: 'receipt', id, receipt: 'delivered', timestamp })]
    })
    return outbox.length > 0 ? { outbox } : {}
  }

  #onKeys(listener: () => void): () => void {
    return this.#cipher?.onKeys(listener) ?? (() => undefined)
  }

  /** The messages, with what they say where they had not been opened yet, or could not be. Never rejects. */
  async #reveal(messages: readonly ConversationMessage[]): Promise<readonly ConversationMessage[]> {
    const cipher = this.#cipher
    if (cipher === null) return messages
    const opened = new Map<string, ConversationMessage>()
    for (const message of messages) {
      if (message.protection !== null && message.protection.kind !== 'unreadable') continue
      const { content, protection } = await cipher.open(message)
      const isReadable = protection.kind !== 'unreadable'
      if (!isReadable && message.protection?.reason === protection.reason) continue
      opened.set(message.key, { ...message, content: isReadable ? content : message.content, protection })
    }
    if (opened.size > 0) await this.#store.edit((draft) => keepOpened(draft, opened))
    return messages.map((message) => opened.get(message.key) ?? message)
  }
}

/** Writes down what messages say, so that they are opened once. */
async function keepOpened(draft: MessageDraft, opened: ReadonlyMap<string, ConversationMessage>): Promise<Edit> {
  for (const { key, content, protection } of opened.values()) {
    const known = await draft.message(key)
    if (known !== null) draft.put({ ...known, content, protection })
  }
  return {}
}

/** Has the gateway do what an entry of the outbox says. @param encrypted is told the numbers of messages that were encrypted */
async function perform(
  messages: Messages,
  cipher: MessageCipher | null,
  { number, contact, task }: OutboxEntry,
  encrypted: Set<number>,
): Promise<void> {
  switch (task.kind) {
    case 'message': {
      const sealed = await cipher?.seal(contact, task.contentType, task.content)
      if (sealed?.kind === 'refused') throw new OutboxRefusal(sealed.reason)
      if (sealed?.kind === 'encrypted') encrypted.add(number)
      return messages.transmit({ ...task, contact, content: sealed?.content ?? task.content })
    }
    case 'receipt':
      return messages.acknowledge({ ...task, contact }, task.receipt)
    case 'read':
      return messages.markRead(contact)
    case 'removal':
      return messages.remove(contact, task.id)
    case 'conversation-removal':
      return messages.removeConversation(contact)
  }
}

/** Writes down that an entry does not wait any more. */
async function settle(
  draft: MessageDraft,
  { number, task }: OutboxEntry,
  outcome: OutboxOutcome,
  wasEncrypted: boolean,
): Promise<Edit> {
  const edit = { settledOutbox: [number] }
  if (task.kind !== 'message') return edit
  const known = await draft.message(outgoingKey(task.id))
  if (known === null) return edit
  draft.put({
    ...known,
    queued: false,
    ...(outcome.kind === 'refused' && known.queued && { state: 'failed', reason: outcome.reason }),
    ...(wasEncrypted && { protection: { kind: 'encrypted', signature: 'signed-by-sender' } }),
  })
  return edit
}
