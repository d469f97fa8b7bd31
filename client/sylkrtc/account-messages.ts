import type { DispositionNotificationEvent } from '@weft/wire/disposition'
import type { JournalEntry } from '@weft/wire/journal'
import type { MessageEvent } from '@weft/wire/message'
import type { SyncEvent } from '@weft/wire/sync'
import type { Connection } from '../connection.ts'
import type { AccountEvent } from '../frame.ts'
import type { Receipt } from '../message.ts'
import type { Messages } from '../messages.ts'
import { isJournalEntry } from '../messaging-frame.ts'
import { PRIVATE_KEY_TYPE, PUBLIC_KEY_TYPE } from '../pgp/pgp-cipher.ts'
import type { AccountEncryption } from './account-encryption.ts'
import { Identity, identityOf } from './identity.ts'
import { Message, type MessageParts } from './message.ts'
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

export interface SendOptions {
  readonly timestamp?: Date
}

/** The account whose events these are. */
interface MessagesOwner extends Owner {
  emit<Name extends keyof MessagingEvents>(name: Name, ...payload: MessagingEvents[Name]): boolean
}

interface MessagesNeeds {
  readonly connection: Connection
  /** What the SDK's own account says to the gateway. */
  readonly gateway: Messages
  readonly encryption: AccountEncryption
}

/** Types whose content only programs read. */
const JSON_TYPES: readonly string[] = ['message/imdn', 'application/sylk-message-remove']
/** What is asked to be told of messages of one's own. */
const DISPOSITIONS = ['positive-delivery', 'display'] as const

/**
 * The messages of an account. sylkrtc.js tells them one by one as the gateway does, with the gateway's own codes and identifiers, so
 * this translates the frames of the connection and not the changes that `Messages` makes of them.
 */
export class AccountMessages {
  readonly #account: MessagesOwner
  readonly #needs: MessagesNeeds
  readonly #messages = new Map<string, Message>()
  readonly #unsubscribe: () => void
  /** What goes out is sealed, and what comes in is opened, one after the other. */
  #outgoing: Promise<void> = Promise.resolve()
  #incoming: Promise<void> = Promise.resolve()

  constructor(account: MessagesOwner, needs: MessagesNeeds) {
    this.#account = account
    this.#needs = needs
    this.#unsubscribe = needs.connection.on('account', (event) => {
      if (event.account === account.id) this.#incoming = this.#incoming.then(() => this.#take(event))
    })
  }

  get list(): readonly Message[] {
    return [...this.#messages.values()]
  }

  send(uri: string, content: string, contentType: string, { timestamp = new Date() }: SendOptions, done: Done): Message {
    const id = this.#needs.gateway.newId()
    const parts = { id, content, contentType, timestamp, receiver: uri, dispositionNotification: DISPOSITIONS }
    const message = this.#keep({ ...parts, sender: this.#account.identity, state: 'pending' })
    this.#account.emit('sendingMessage', message)
    const sent = this.#outgoing.then(() => this.#transmit(id, uri, content, contentType, timestamp))
    this.#outgoing = sent.catch(() => undefined)
    this.#tell(sent, (error) => {
      if (error !== null) this.#advance(id, 'failed', { reason: error.message, code: 0 })
      done?.(error)
    })
    return message
  }

  acknowledge(contact: string, id: string, timestamp: string | Date, state: Receipt, done: Done): void {
    const time = typeof timestamp === 'string' ? timestamp : timestamp.toISOString()
    this.#tell(this.#needs.gateway.acknowledge({ id, contact, timestamp: time }, state), (error) => {
      if (error === null && state !== 'error') this.#messages.get(id)?.acknowledge(state)
      this.#account.emit('sendingDispositionNotification', id, state, error)
      done?.(error)
    })
  }

  sync(id: string | null, done: Done): void {
    const { connection } = this.#needs
    this.#tell(connection.request({ sylkrtc: 'account-sync-conversations', account: this.#account.id, message_id: id }), done)
  }

  markRead(contact: string): void {
    this.#read(contact)
    this.#tell(this.#needs.gateway.markRead(contact), null)
  }

  remove(message: Message, done: Done): void {
    const other = message.sender.uri === this.#account.id ? message.receiver : message.sender.uri
    this.#messages.delete(message.id)
    this.#tell(this.#needs.gateway.remove(other ?? this.#account.id, message.id), done)
  }

  removeConversation(contact: string, done: Done): void {
    this.#forget(contact)
    this.#tell(this.#needs.gateway.removeConversation(contact), done)
  }

  close(): void {
    this.#unsubscribe()
  }

  async #transmit(id: string, contact: string, content: string, contentType: string, timestamp: Date): Promise<void> {
    const sealed = await this.#needs.encryption.seal(contact, contentType, content)
    if (sealed.kind === 'refused') throw new Error(`not sent: ${sealed.reason}`)
    const envelope = { id, contact, content: sealed.content, contentType, timestamp: timestamp.toISOString() }
    await this.#needs.gateway.transmit(envelope)
  }

  async #take(event: AccountEvent): Promise<void> {
    switch (event.event) {
      case 'message':
        return this.#receive(event)
      case 'disposition-notification':
        return this.#note(event)
      case 'sync':
        return this.#follow(event)
      case 'sync-conversations': {
        const restored: Message[] = []
        for (const entry of event.messages.filter(isJournalEntry)) restored.push(await this.#restore(entry))
        this.#account.emit('syncConversations', restored)
      }
    }
  }

  async #receive(event: MessageEvent): Promise<void> {
    const { message_id: id, content_type: contentType, timestamp, sender } = event
    if (contentType === PRIVATE_KEY_TYPE || this.#messages.has(id)) return
    if (contentType === PUBLIC_KEY_TYPE) return this.#needs.encryption.learn(sender.uri, event.content)
    const dispositionNotification = event.disposition_notification ?? []
    const opened = await this.#open(sender.uri, 'incoming', contentType, event.content)
    const parts = { id, contentType, dispositionNotification, receiver: this.#account.id, timestamp: new Date(timestamp) }
    this.#account.emit('incomingMessage', this.#keep({ ...parts, ...opened, sender: identityOf(sender), state: 'received' }))
    if (dispositionNotification.includes('positive-delivery')) this.acknowledge(sender.uri, id, timestamp, 'delivered', null)
  }

  #note({ message_id: id, state, reason, code }: DispositionNotificationEvent): void {
    if (this.#messages.get(id)?.state !== 'displayed') this.#advance(id, state, { reason, code })
  }

  /** What another device of the account has done, or the author of a message with it. */
  async #follow(event: SyncEvent): Promise<void> {
    if (event.type === 'conversation') {
      const { contact } = event.content
      if (event.action === 'read') this.#read(contact)
      else this.#forget(contact)
      this.#account.emit(event.action === 'read' ? 'readConversation' : 'removeConversation', contact)
    } else if (event.action === 'remove') {
      const { message_id: id, contact, direction = 'outgoing' } = event.content
      // This device may never have had it, while its application still wants to know.
      const unknown = { id, content: '', contentType: 'text/plain', state: null, timestamp: new Date() }
      const gone = this.#messages.get(id) ?? new Message({ ...unknown, ...this.#parties(contact, direction) })
      this.#messages.delete(id)
      this.#account.emit('removeMessage', gone)
    } else {
      const { message_id: id, content, content_type: contentType, uri, timestamp, server_generated: taken } = event.content
      if (this.#messages.has(id)) return
      const opened = await this.#open(uri, 'outgoing', contentType, content)
      const parts = { id, contentType, dispositionNotification: DISPOSITIONS, timestamp: new Date(timestamp), ...opened }
      const message = this.#keep({ ...parts, ...this.#parties(uri, 'outgoing'), state: taken ? 'accepted' : 'pending' })
      this.#account.emit('sendingMessage', message)
      this.#account.emit('outgoingMessage', message)
    }
  }

  /** An entry of the journal. The ids of all are kept, as the last is where the next question begins. */
  async #restore(entry: JournalEntry): Promise<Message> {
    const { message_id: id, contact, content, direction, content_type: contentType, timestamp, state } = entry
    const known = this.#messages.get(id)
    if (known !== undefined) {
      if (state !== null) known.advance(state)
      return known
    }
    const isForPrograms = state === null || JSON_TYPES.includes(contentType)
    const opened = isForPrograms
      ? { content: JSON_TYPES.includes(contentType) ? parsed(content) : content }
      : await this.#open(contact, direction === 'outgoing' ? 'outgoing' : 'incoming', contentType, content)
    const parts = { id, contentType, state, timestamp: new Date(timestamp), dispositionNotification: entry.disposition ?? [] }
    const whole = { ...parts, ...opened, ...this.#parties(contact, direction) }
    // Records of what happened to others are no messages to be found again.
    return isForPrograms ? new Message(whole) : this.#keep(whole)
  }

  async #open(contact: string, direction: 'incoming' | 'outgoing', contentType: string, content: string) {
    const opened = await this.#needs.encryption.open({ contact, direction, contentType, content })
    return { content: opened.content, isSecure: opened.protection.kind === 'encrypted' }
  }

  #parties(contact: string, direction: string): Pick<MessageParts, 'sender' | 'receiver'> {
    if (direction === 'outgoing') return { sender: this.#account.identity, receiver: contact }
    return { sender: new Identity({ uri: contact, displayName: '' }), receiver: this.#account.id }
  }

  #keep(parts: MessageParts): Message {
    const message = new Message(parts)
    this.#messages.set(parts.id, message)
    return message
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
