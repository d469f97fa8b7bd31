import type { AddressBookCopy } from './address-book-copy.ts'
import type { ConversationMessage, MessagePlace } from './conversation-message.ts'
import type { OutboxEntry } from './outbox-entry.ts'

/** What is known of a conversation without looking at its messages. */
export interface ConversationRecord {
  /** As `conversationKey` makes it. */
  readonly key: string
  /** `user@domain`, as it was written last. */
  readonly contact: string
  /** What the contact calls itself; `""` when unknown. */
  readonly displayName: string
  /** The newest one; null while there is none. */
  readonly last: ConversationMessage | null
  /** How many messages nobody has seen yet on any device. */
  readonly unread: number
}

/** Everything of an account that is small, and wanted at once. */
export interface ArchivedAccount {
  /** Where the journal is to be read on; null: from its beginning. */
  readonly cursor: string | null
  readonly conversations: readonly ConversationRecord[]
  /** In any order. */
  readonly outbox: readonly OutboxEntry[]
}

/** What to write, all of it or nothing. What is absent stays as it is. */
export interface ArchiveChanges {
  /** New, or instead of those with the same keys. */
  readonly messages?: readonly ConversationMessage[]
  /** Keys. Unknown ones are passed over, as everywhere here. */
  readonly removedMessages?: readonly string[]
  readonly conversations?: readonly ConversationRecord[]
  /** Keys. Their messages are removed one by one. */
  readonly removedConversations?: readonly string[]
  readonly outbox?: readonly OutboxEntry[]
  /** Numbers of entries. */
  readonly settledOutbox?: readonly number[]
  readonly cursor?: string
  readonly addressBook?: AddressBookCopy
}

export interface ArchivePageQuery {
  /** Key of the conversation. */
  readonly conversation: string
  /** Only what stands before that; null: up to the newest. */
  readonly before: MessagePlace | null
  readonly limit: number
}

/**
 * What a device keeps of one account. `MemoryArchive` keeps it until the page goes, `IndexedDbArchive` in the browser's database;
 * write another one against this interface for wherever else the SDK runs; `test/contract/archive` has what any of them owes, as tests. Where
 * something cannot be read or written, the promise rejects with whatever error there is; the SDK reports it and goes on without.
 *
 * A conversation is never read whole: `page` reads some of its messages, so it wants an index over (conversation, at, key); `unread` wants
 * one over the messages whose `owed` has `displayed`.
 */
export interface MessageArchive {
  /** What was kept before; called once, before anything else. */
  load(): Promise<ArchivedAccount>

  /** The address book as it was written last; null where it never was. */
  addressBook(): Promise<AddressBookCopy | null>

  /** The messages with these keys, in any order, without those that are not there. */
  messages(keys: readonly string[]): Promise<readonly ConversationMessage[]>

  /** Messages of a conversation, newest first, as `comparePlaces` has it. */
  page(query: ArchivePageQuery): Promise<readonly ConversationMessage[]>

  /** The messages of a conversation that `isUnread`, in any order. */
  unread(conversation: string): Promise<readonly ConversationMessage[]>

  /** Writes all of it or nothing. Calls are carried out in the order in which they were made, and reads see the writes before them. */
  write(changes: ArchiveChanges): Promise<void>

  /** Deletes everything of the account. It can be used again, empty. */
  forget(): Promise<void>
}
