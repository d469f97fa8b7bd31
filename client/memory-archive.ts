import type { AddressBookCopy } from './address-book-copy.ts'
import { type ConversationMessage, comparePlaces, conversationKey, isUnread } from './conversation-message.ts'
import type { ArchiveChanges, ArchivedAccount, ArchivePageQuery, ConversationRecord, MessageArchive } from './message-archive.ts'
import type { OutboxEntry } from './outbox-entry.ts'

/** Keeps an account until the page goes: for visitors on somebody else's device, and for tests. */
export class MemoryArchive implements MessageArchive {
  readonly #messages = new Map<string, ConversationMessage>()
  /** Of each conversation, oldest first. */
  readonly #ordered = new Map<string, ConversationMessage[]>()
  readonly #conversations = new Map<string, ConversationRecord>()
  readonly #outbox = new Map<number, OutboxEntry>()
  #cursor: string | null = null
  #addressBook: AddressBookCopy | null = null

  async load(): Promise<ArchivedAccount> {
    return {
      cursor: this.#cursor,
      conversations: [...this.#conversations.values()],
      outbox: [...this.#outbox.values()],
    }
  }

  async addressBook(): Promise<AddressBookCopy | null> {
    return this.#addressBook
  }

  async messages(keys: readonly string[]): Promise<readonly ConversationMessage[]> {
    return keys.flatMap((key) => this.#messages.get(key) ?? [])
  }

  async page({ conversation, before, limit }: ArchivePageQuery): Promise<readonly ConversationMessage[]> {
    const ordered = this.#ordered.get(conversation) ?? []
    const end = before === null ? ordered.length : placeIn(ordered, before)
    return ordered.slice(Math.max(0, end - limit), end).reverse()
  }

  async unread(conversation: string): Promise<readonly ConversationMessage[]> {
    return (this.#ordered.get(conversation) ?? []).filter(isUnread)
  }

  async write(changes: ArchiveChanges): Promise<void> {
    for (const message of changes.messages ?? []) this.#put(message)
    for (const key of changes.removedMessages ?? []) this.#remove(key)
    for (const record of changes.conversations ?? []) this.#conversations.set(record.key, record)
    for (const key of changes.removedConversations ?? []) this.#conversations.delete(key)
    for (const entry of changes.outbox ?? []) this.#outbox.set(entry.number, entry)
    for (const number of changes.settledOutbox ?? []) this.#outbox.delete(number)
    this.#cursor = changes.cursor ?? this.#cursor
    this.#addressBook = changes.addressBook ?? this.#addressBook
  }

  async forget(): Promise<void> {
    for (const kept of [this.#messages, this.#ordered, this.#conversations, this.#outbox]) kept.clear()
    this.#cursor = null
    this.#addressBook = null
  }

  #put(message: ConversationMessage): void {
    this.#remove(message.key)
    this.#messages.set(message.key, message)
    const conversation = conversationKey(message.contact)
    const ordered = this.#ordered.get(conversation)
    if (ordered === undefined) this.#ordered.set(conversation, [message])
    else ordered.splice(placeIn(ordered, message), 0, message)
  }

  #remove(key: string): void {
    const message = this.#messages.get(key)
    if (message === undefined) return
    this.#messages.delete(key)
    const ordered = this.#ordered.get(conversationKey(message.contact)) ?? []
    ordered.splice(placeIn(ordered, message), 1)
  }
}

/** Where the first one stands that is not before `place`. */
function placeIn(ordered: readonly ConversationMessage[], place: Pick<ConversationMessage, 'at' | 'key'>): number {
  let [low, high] = [0, ordered.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const there = ordered[middle]
    if (there !== undefined && comparePlaces(there, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}
