import {
  type ConversationMessage,
  comparePlaces,
  conversationKey,
  isForPeople,
  isUnread,
  type MessagePlace,
  messageKey,
  newlyKnown,
  outgoingKey,
  toldAgain,
  withoutOwed,
  withState,
} from './conversation-message.ts'
import type { Message } from './message.ts'
import type { ConversationRecord, MessageArchive } from './message-archive.ts'
import type { MessageChange } from './message-change.ts'

/** Messages of a conversation that are read at a time. */
const READ_TOGETHER = 500

/** What a draft comes to. */
export interface DraftResult {
  readonly messages: readonly ConversationMessage[]
  /** Keys. */
  readonly removedMessages: readonly string[]
  readonly conversations: readonly ConversationRecord[]
  /** Keys. */
  readonly removedConversations: readonly string[]
}

/**
 * What some changes make of an archive: nothing is written before all of them are worked in, so that they are written together, and
 * what a page of the journal has many times is read and written once.
 */
export class MessageDraft {
  readonly #archive: MessageArchive
  readonly #records: ReadonlyMap<string, ConversationRecord>
  readonly #now: number
  /** What is known of messages that have been looked at; null where there is none, or none any more. */
  readonly #messages = new Map<string, ConversationMessage | null>()
  readonly #changed = new Set<string>()
  readonly #drafted = new Map<string, ConversationRecord>()
  /** Conversations whose newest message is no longer the one in their record. */
  readonly #withoutLast = new Set<string>()
  /** Conversations that may be empty now. */
  readonly #emptied = new Set<string>()

  /** @param now ms since the epoch */
  constructor(archive: MessageArchive, records: ReadonlyMap<string, ConversationRecord>, now: number) {
    this.#archive = archive
    this.#records = records
    this.#now = now
  }

  /** Works changes in, in their order; what they are about is read at once. */
  async apply(changes: readonly MessageChange[]): Promise<void> {
    const keys = new Set(changes.flatMap(keysOf).filter((key) => !this.#messages.has(key)))
    const known = keys.size > 0 ? await this.#archive.messages([...keys]) : []
    for (const key of keys) this.#messages.set(key, null)
    for (const message of known) this.#messages.set(message.key, message)
    const later = new Set(changes.flatMap((change) => (change.kind === 'message' ? messageKey(change.message) : [])))
    for (const change of changes) await this.#apply(change, later)
  }

  /** The messages that are other than before, or new. */
  get changed(): readonly ConversationMessage[] {
    return [...this.#changed].flatMap((key) => this.#messages.get(key) ?? [])
  }

  async message(key: string): Promise<ConversationMessage | null> {
    const known = this.#messages.get(key)
    if (known !== undefined) return known
    const [found = null] = await this.#archive.messages([key])
    this.#messages.set(key, found)
    return found
  }

  /** @param later keys of messages that are told only after this change, though they may be known from before */
  async #apply(change: MessageChange, later: Set<string>): Promise<void> {
    switch (change.kind) {
      case 'message':
        later.delete(messageKey(change.message))
        return this.#tell(change.message)
      case 'state': {
        const known = await this.message(outgoingKey(change.id))
        if (known !== null) this.put(withState(known, change.state, change.reason))
        return
      }
      case 'removed':
        for (const key of keysOf(change)) this.remove(await this.message(key))
        return
      case 'read':
        for (const message of await this.unread(change.contact))
          if (!later.has(message.key)) this.put(withoutOwed(message, 'displayed'))
        return
      case 'conversation-removed':
        return this.removeConversation(change.contact, Date.parse(change.until))
    }
  }

  /** The messages of a contact that nobody has seen yet. */
  async unread(contact: string): Promise<readonly ConversationMessage[]> {
    const conversation = conversationKey(contact)
    if (this.#record(contact).unread === 0) return []
    this.#learn(await this.#archive.unread(conversation))
    return this.#drafts(conversation).filter(isUnread)
  }

  /** Writes a message, new or instead of what was known of it. */
  put(message: ConversationMessage): void {
    const known = this.#messages.get(message.key) ?? null
    if (known === message) return
    const record = this.#record(message.contact)
    this.#messages.set(message.key, message)
    this.#changed.add(message.key)
    const isLast = record.last === null || comparePlaces(record.last, message) <= 0
    this.#drafted.set(record.key, {
      ...record,
      contact: isLast ? message.contact : record.contact,
      displayName: message.displayName !== '' && isLast ? message.displayName : record.displayName || message.displayName,
      last: isLast ? message : record.last,
      unread: record.unread + Number(isUnread(message)) - Number(known !== null && isUnread(known)),
    })
  }

  remove(message: ConversationMessage | null): void {
    if (message === null) return
    const record = this.#record(message.contact)
    this.#messages.set(message.key, null)
    this.#changed.add(message.key)
    this.#drafted.set(record.key, { ...record, unread: record.unread - Number(isUnread(message)) })
    if (record.last?.key === message.key) this.#withoutLast.add(record.key)
  }

  /** Removes what stands up to a time, ms since the epoch, and the conversation itself where nothing is left. */
  async removeConversation(contact: string, until: number): Promise<void> {
    const conversation = conversationKey(contact)
    if (Number.isNaN(until) || !this.#has(conversation)) return
    this.#emptied.add(conversation)
    this.#drafted.set(conversation, this.#record(contact))
    let before: MessagePlace | undefined = { at: until + 1, key: '' }
    while (before !== undefined) {
      const page: readonly ConversationMessage[] = await this.#archive.page({ conversation, before, limit: READ_TOGETHER })
      this.#learn(page)
      before = page.at(-1)
    }
    for (const message of this.#drafts(conversation)) if (message.at <= until) this.remove(message)
  }

  async result(): Promise<DraftResult> {
    for (const conversation of this.#withoutLast) {
      const record = this.#drafted.get(conversation)
      if (record !== undefined) this.#drafted.set(conversation, { ...record, last: await this.#newest(conversation) })
    }
    const isGone = ({ key, last }: ConversationRecord) => last === null && this.#emptied.has(key)
    const drafted = [...this.#drafted.values()]
    return {
      messages: this.changed,
      removedMessages: [...this.#changed].filter((key) => this.#messages.get(key) === null),
      conversations: drafted.filter((record) => !isGone(record)),
      removedConversations: drafted.filter(isGone).map(({ key }) => key),
    }
  }

  /** Of what is known already only the state is news: the journal says again what was told before. */
  async #tell(message: Message): Promise<void> {
    if (!isForPeople(message.contentType)) return
    const known = await this.message(messageKey(message))
    this.put(known === null ? newlyKnown(message, this.#now) : toldAgain(known, message))
  }

  async #newest(conversation: string): Promise<ConversationMessage | null> {
    let before: MessagePlace | null | undefined = null
    do {
      const page: readonly ConversationMessage[] = await this.#archive.page({ conversation, before, limit: READ_TOGETHER })
      this.#learn(page)
      before = page.every(({ key }) => this.#messages.get(key) === null) ? page.at(-1) : undefined
    } while (before !== undefined)
    return this.#drafts(conversation).sort(comparePlaces).at(-1) ?? null
  }

  /** What the archive has, unless this draft has something newer. */
  #learn(messages: readonly ConversationMessage[]): void {
    for (const message of messages) if (!this.#messages.has(message.key)) this.#messages.set(message.key, message)
  }

  /** What has been looked at of a conversation, and is there. */
  #drafts(conversation: string): ConversationMessage[] {
    return [...this.#messages.values()].flatMap((message) =>
      message !== null && conversationKey(message.contact) === conversation ? [message] : [],
    )
  }

  #has(conversation: string): boolean {
    return this.#drafted.has(conversation) || this.#records.has(conversation)
  }

  #record(contact: string): ConversationRecord {
    const key = conversationKey(contact)
    return this.#drafted.get(key) ?? this.#records.get(key) ?? { key, contact, displayName: '', last: null, unread: 0 }
  }
}

/** The messages that a change may be about, as far as it says so. */
function keysOf(change: MessageChange): readonly string[] {
  switch (change.kind) {
    case 'message':
      return [messageKey(change.message)]
    case 'state':
      return [outgoingKey(change.id)]
    case 'removed':
      return (['incoming', 'outgoing'] as const).map((direction) => messageKey({ ...change, direction }))
    default:
      return []
  }
}
