import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { type JournalPage, readJournal } from './journal.ts'
import type { Message, Receipt } from './message.ts'
import { changeOfEvent, type MessageChange } from './message-change.ts'

/** Of a message, what travels. `contact`: to whom. */
export type Envelope = Pick<Message, 'id' | 'contact' | 'content' | 'contentType' | 'timestamp'>

interface MessagesEvents {
  change: MessageChange
}

/**
 * What an account and its gateway say to each other about messages (sylkrtc-protocol.md §5, §6): no more than that. It keeps nothing, and
 * nothing waits: `Conversations` is what applications want. The gateway wants the account registered for all of it.
 */
export class Messages extends Emitter<MessagesEvents> {
  readonly #connection: Connection
  readonly #account: string
  readonly #unsubscribe: () => void

  constructor(connection: Connection, account: string) {
    super()
    this.#connection = connection
    this.#account = account
    this.#unsubscribe = connection.on('account', (event) => {
      if (event.account !== account) return
      if (event.event !== 'message' && event.event !== 'disposition-notification' && event.event !== 'sync') return
      const change = changeOfEvent(event)
      if (change !== null) this.emit('change', change)
    })
  }

  /** An id for a message. */
  newId(): string {
    return this.#connection.platform.uuid()
  }

  /** Hands a message to the gateway, and tells nothing of it. Rejects with a RequestFailure. */
  async transmit({ id, contact, content, contentType, timestamp }: Envelope): Promise<void> {
    await this.#connection.request({
      sylkrtc: 'account-message',
      account: this.#account,
      uri: contact,
      message_id: id,
      content,
      content_type: contentType,
      timestamp,
    })
  }

  /** Tells the sender of a message what became of it here. Rejects with a RequestFailure. */
  async acknowledge({ id, contact, timestamp }: Pick<Message, 'id' | 'contact' | 'timestamp'>, state: Receipt): Promise<void> {
    await this.#connection.request({
      sylkrtc: 'account-disposition-notification',
      account: this.#account,
      uri: contact,
      message_id: id,
      state,
      timestamp,
    })
  }

  /** Tells this account's other devices that everything of a contact was shown; the contact isn't told. Rejects with a RequestFailure. */
  async markRead(contact: string): Promise<void> {
    await this.#connection.request({ sylkrtc: 'account-mark-conversation-read', account: this.#account, contact })
  }

  /** Removes a message, of ours from the contact's devices as well. Rejects with a RequestFailure. */
  async remove(contact: string, id: string): Promise<void> {
    await this.#connection.request({ sylkrtc: 'account-remove-message', account: this.#account, message_id: id, contact })
  }

  /** Removes everything exchanged with a contact, who keeps its copy. Rejects with a RequestFailure. */
  async removeConversation(contact: string): Promise<void> {
    await this.#connection.request({ sylkrtc: 'account-remove-conversation', account: this.#account, contact })
  }

  /** What the journal has, oldest first: all of it, or what came after a page whose `cursor` was kept. */
  history(cursor: string | null): AsyncGenerator<JournalPage, void> {
    return readJournal(this.#connection, this.#account, cursor)
  }

  /** Tells nothing any more. */
  close(): void {
    this.#unsubscribe()
  }
}
