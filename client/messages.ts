import { causeOf } from './cause.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { type JournalPage, readJournal } from './journal.ts'
import type { Message, Receipt } from './message.ts'
import { changeOfEvent, type MessageChange } from './message-change.ts'

interface MessagesEvents {
  change: MessageChange
}

/**
 * The messages of an account (sylkrtc-protocol.md §5, §6). It keeps none: what happens is told as changes, first those of `history`, then
 * those of `change`. The gateway wants the account registered for all of it.
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

  /**
   * Sends a message. That it is there, and what becomes of it, is told as changes, `failed` included where the gateway does not take it.
   * @param contact `user@domain`
   */
  send(contact: string, content: string, contentType = 'text/plain'): Message {
    const message: Message = {
      id: this.#connection.platform.uuid(),
      contact,
      displayName: '',
      direction: 'outgoing',
      content,
      contentType,
      timestamp: new Date().toISOString(),
      state: 'pending',
      owed: [],
    }
    this.sendAgain(message)
    return message
  }

  /** Sends a message that has failed; as its id stays the same, nobody gets it twice. */
  sendAgain(message: Message): void {
    const { id, contact, content, contentType, timestamp } = message
    this.emit('change', { kind: 'message', message: { ...message, state: 'pending' } })
    const sent = this.#connection.request({
      sylkrtc: 'account-message',
      account: this.#account,
      uri: contact,
      message_id: id,
      content,
      content_type: contentType,
      timestamp,
    })
    sent.catch((error: unknown) => this.emit('change', { kind: 'state', id, state: 'failed', reason: causeOf(error).text }))
  }

  /** Tells the sender of a message what became of it here. Rejects with a RequestFailure. */
  async acknowledge({ id, contact, timestamp }: Message, state: Receipt): Promise<void> {
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

  /** What the journal has, oldest first: all of it, or what came after a page whose `cursor` was kept. */
  history(cursor: string | null): AsyncGenerator<JournalPage, void> {
    return readJournal(this.#connection, this.#account, cursor)
  }

  /** Tells nothing any more. */
  close(): void {
    this.#unsubscribe()
  }
}
