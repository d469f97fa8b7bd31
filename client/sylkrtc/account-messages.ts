import type { DispositionNotificationEvent } from '@weft/wire/disposition'
import type { JournalEntry } from '@weft/wire/journal'
import type { MessageEvent } from '@weft/wire/message'
import type { SyncEvent } from '@weft/wire/sync'
import type { Connection } from '../connection.ts'
import type { AccountEvent } from '../frame.ts'
import type { Receipt } from '../message.ts'
import type { Messages } from '../messages.ts'
import { Identity, identityOf } from './identity.ts'
import { Message } from './message.ts'
import type { Owner } from './owner.ts'

export interface MessagingEvents {
  incomingMessage: [Message]
  /** Another device of the account has sent it. */
  outgoingMessage: [Message]
  /** This device sends it, or another one has. */
  sendingMessage: [Message]
  messageStateChanged: [id: string, state: string, data: { readonly reason: string; readonly code: number }]
  sendingDispositionNotification: [id: string, state: Receipt, error: Error | null]
  syncConversations: [readonly Message[]]
  removeMessage: [Message]
  readConversation: [contact: string]
  removeConversation: [contact: string]
}

/** Called when a request is answered; with an error where it was refused. */
export type Done = ((error: Error | null) => void) | null

/** The account whose events these are. */
interface MessagesOwner extends Owner {
  emit<Name extends keyof MessagingEvents>(name: Name, ...payload: MessagingEvents[Name]): boolean
}

export interface SendOptions {
  readonly timestamp?: Date
}

/** Types whose content only programs read. */
const JSON_TYPES: readonly string[] = ['message/imdn', 'application/sylk-message-remove']

/**
 * The messages of an account. sylkrtc.js tells them one by one as the gateway does, with the gateway's own codes and identifiers, so
 * this translates the frames of the connection and not the changes that `Messages` makes of them.
 */
export class AccountMessages {
  readonly #connection: Connection
  readonly #account: MessagesOwner
  readonly #gateway: Messages
  readonly #messages = new Map<string, Message>()
  readonly #unsubscribe: () => void

  /** @param gateway what the SDK's own account says to the gateway */
  constructor(connection: Connection, account: MessagesOwner, gateway: Messages) {
    this.#connection = connection
    this.#account = account
    this.#gateway = gateway
    this.#unsubscribe = connection.on('account', (event) => event.account === account.id && this.#take(event))
  }

  get list(): readonly Message[] {
    return [...this.#messages.values()]
  }

  send(uri: string, content: string, contentType: string, options: SendOptions, done: Done): Message {
    const { timestamp = new Date() } = options
    const id = this.#gateway.newId()
    const message = new Message({
      ...{ id, content, contentType, timestamp, sender: this.#account.identity, receiver: uri },
      ...{ state: 'pending', dispositionNotification: ['positive-delivery', 'display'] },
    })
    this.#messages.set(id, message)
    this.#account.emit('sendingMessage', message)
    const envelope = { id, contact: uri, content, contentType, timestamp: timestamp.toISOString() }
    this.#tell(this.#gateway.transmit(envelope), (error) => {
      if (error !== null) this.#advance(id, 'failed', { reason: error.message, code: 0 })
      done?.(error)
    })
    return message
  }

  acknowledge(contact: string, id: string, timestamp: string | Date, state: Receipt, done: Done): void {
    const time = typeof timestamp === 'string' ? timestamp : timestamp.toISOString()
    this.#tell(this.#gateway.acknowledge({ id, contact, timestamp: time }, state), (error) => {
      if (error === null && state !== 'error') this.#messages.get(id)?.acknowledge(state)
      this.#account.emit('sendingDispositionNotification', id, state, error)
      done?.(error)
    })
  }

  sync(id: string | null, done: Done): void {
    const asked = this.#connection.request({ sylkrtc: 'account-sync-conversations', account: this.#account.id, message_id: id })
    this.#tell(asked, done)
  }

  markRead(contact: string): void {
    this.#read(contact)
    this.#tell(this.#gateway.markRead(contact), null)
  }

  remove(message: Message, done: Done): void {
    const other = message.sender.uri === this.#account.id ? message.receiver : message.sender.uri
    this.#messages.delete(message.id)
    this.#tell(this.#gateway.remove(other ?? this.#account.id, message.id), done)
  }

  removeConversation(contact: string, done: Done): void {
    this.#forget(contact)
    this.#tell(this.#gateway.removeConversation(contact), done)
  }

  close(): void {
    this.#unsubscribe()
  }

  #take(event: AccountEvent): void {
    switch (event.event) {
      case 'message':
        this.#receive(event)
        break
      case 'disposition-notification':
        this.#note(event)
        break
      case 'sync':
        this.#follow(event)
        break
      case 'sync-conversations':
        this.#account.emit(
          'syncConversations',
          event.messages.map((entry) => this.#restore(entry)),
        )
        break
    }
  }

  #receive(event: MessageEvent): void {
    const { message_id: id, content, content_type: contentType, timestamp } = event
    if (this.#messages.has(id)) return
    const dispositionNotification = event.disposition_notification ?? []
    const message = new Message({
      ...{ id, content, contentType, dispositionNotification, state: 'received' },
      ...{ sender: identityOf(event.sender), receiver: this.#account.id, timestamp: new Date(timestamp) },
    })
    this.#messages.set(id, message)
    this.#account.emit('incomingMessage', message)
    if (dispositionNotification.includes('positive-delivery')) {
      this.acknowledge(event.sender.uri, id, timestamp, 'delivered', null)
    }
  }

  #note({ message_id: id, state, reason, code }: DispositionNotificationEvent): void {
    if (this.#messages.get(id)?.state !== 'displayed') this.#advance(id, state, { reason, code })
  }

  /** What another device of the account has done, or the author of a message with it. */
  #follow(event: SyncEvent): void {
    if (event.type === 'conversation') {
      const { contact } = event.content
      if (event.action === 'read') this.#read(contact)
      else this.#forget(contact)
      this.#account.emit(event.action === 'read' ? 'readConversation' : 'removeConversation', contact)
      return
    }
    if (event.action === 'remove') {
      const { message_id: id, contact, direction } = event.content
      const gone = this.#messages.get(id) ?? this.#nameless(id, contact, direction ?? 'outgoing')
      this.#messages.delete(id)
      this.#account.emit('removeMessage', gone)
      return
    }
    const { message_id: id, content, content_type: contentType, uri, timestamp, server_generated: taken } = event.content
    if (this.#messages.has(id)) return
    const message = new Message({
      ...{ id, content, contentType, sender: this.#account.identity, receiver: uri, timestamp: new Date(timestamp) },
      ...{ state: taken ? 'accepted' : 'pending', dispositionNotification: ['positive-delivery', 'display'] },
    })
    this.#messages.set(id, message)
    this.#account.emit('sendingMessage', message)
    this.#account.emit('outgoingMessage', message)
  }

  /** An entry of the journal. The ids of all are kept, as the last is where the next question begins. */
  #restore(entry: JournalEntry): Message {
    const { message_id: id, contact, direction, content_type: contentType, timestamp, state } = entry
    const known = this.#messages.get(id)
    if (known !== undefined) {
      if (state !== null) known.advance(state)
      return known
    }
    const own = direction === 'outgoing'
    const message = new Message({
      ...{ id, contentType, state, timestamp: new Date(timestamp), dispositionNotification: entry.disposition ?? [] },
      content: JSON_TYPES.includes(contentType) ? parsed(entry.content) : entry.content,
      sender: own ? this.#account.identity : new Identity({ uri: contact, displayName: '' }),
      receiver: own ? contact : this.#account.id,
    })
    // Records of what happened to others are no messages to be found again.
    if (state !== null && !JSON_TYPES.includes(contentType)) this.#messages.set(id, message)
    return message
  }

  /** A message that this device never had, and whose removal its application wants to know of all the same. */
  #nameless(id: string, contact: string, direction: string): Message {
    const own = direction === 'outgoing'
    return new Message({
      ...{ id, content: '', contentType: 'text/plain', state: null, timestamp: new Date() },
      sender: own ? this.#account.identity : new Identity({ uri: contact, displayName: '' }),
      receiver: own ? contact : this.#account.id,
    })
  }

  #advance(id: string, state: string, data: { readonly reason: string; readonly code: number }): void {
    this.#messages.get(id)?.advance(state)
    this.#account.emit('messageStateChanged', id, state, data)
  }

  #read(contact: string): void {
    for (const message of this.#messages.values()) if (message.sender.uri === contact) message.acknowledge('displayed')
  }

  #forget(contact: string): void {
    for (const [id, { sender, receiver }] of this.#messages) {
      if (sender.uri === contact || receiver === contact) this.#messages.delete(id)
    }
  }

  #tell(request: Promise<void>, done: Done): void {
    request.then(() => done?.(null), done)
  }
}

function parsed(json: string): object {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
