import type { AccountState, Account as SdkAccount } from '../account.ts'
import type { Call as SdkCall } from '../call.ts'
import { Conference as SdkConference } from '../conference.ts'
import type { Connection as SdkConnection } from '../connection.ts'
import type { Receipt } from '../message.ts'
import type { KeyDirectory } from '../pgp/key-directory.ts'
import { PRIVATE_KEY_TYPE } from '../pgp/pgp-cipher.ts'
import { AccountEncryption, type GeneratedKeys, type PgpKeys } from './account-encryption.ts'
import { AccountMessages, type Done, type MessagingEvents, type SendOptions } from './account-messages.ts'
import { Call, type CallOptions } from './call.ts'
import { Conference, type ConferenceOptions } from './conference.ts'
import { EventEmitter } from './event-emitter.ts'
import { Identity } from './identity.ts'
import type { Message } from './message.ts'
import type { Owner } from './owner.ts'

interface AccountEvents extends MessagingEvents {
  registrationStateChanged: [old: string | null, state: string | null, data: { readonly reason?: string }]
  outgoingCall: [Call]
  incomingCall: [Call, mediaTypes: { readonly audio: boolean; readonly video: boolean }]
  missedCall: [{ readonly originator: Identity }]
  privateKeysGenerated: [GeneratedKeys]
  conferenceInvite: [{ readonly originator: Identity; readonly room: string; readonly id: string }]
}

/** What an account is made of. */
export interface AccountParts {
  readonly connection: SdkConnection
  readonly account: SdkAccount
  /** Of public keys; the same for all accounts, as answers come in the order of the questions. */
  readonly directory: KeyDirectory
  /** As it is sent. */
  readonly password: string
  readonly incomingHeaderPrefixes: readonly string[]
  /** Takes its address book out of that of the connection. */
  readonly closeBook: () => void
}

/** An account on a connection, as sylkrtc.js tells it. */
export class Account extends EventEmitter<AccountEvents> implements Owner {
  readonly #parts: AccountParts
  readonly #encryption: AccountEncryption
  readonly #messages: AccountMessages
  #registrationState: string | null = null

  constructor(parts: AccountParts) {
    super()
    const { account, connection, directory } = parts
    this.#parts = parts
    this.#encryption = new AccountEncryption(this, directory)
    this.#messages = new AccountMessages(this, { connection, gateway: account.messages, encryption: this.#encryption })
    account.on('state', (state) => this.#take(state))
    account.on('incoming', (call) => {
      this.emit('incomingCall', this.#wrap(call), { ...call.offered })
    })
    account.on('missed', (party) => this.emit('missedCall', { originator: new Identity(party) }))
    account.on('invited', ({ id, room, originator }) => {
      this.emit('conferenceInvite', { originator: new Identity(originator), room, id })
    })
  }

  /** `user@domain` */
  get id(): string {
    return this.#parts.account.address
  }

  get displayName(): string {
    return this.#parts.account.displayName
  }

  /** Of this account: what others see. */
  get identity(): Identity {
    return new Identity({ uri: this.id, displayName: this.displayName })
  }

  /** The HA1, or the password itself where that is sent. */
  get password(): string {
    return this.#parts.password
  }

  get incomingHeaderPrefixes(): readonly string[] {
    return this.#parts.incomingHeaderPrefixes
  }

  get registrationState(): string | null {
    return this.#registrationState
  }

  /** Those that were sent or received since the account was added. */
  get messages(): readonly Message[] {
    return this.#messages.list
  }

  register(): void {
    this.#parts.account.register()
  }

  unregister(): void {
    this.#parts.account.unregister()
  }

  /** Calls somebody; needs no registration. */
  call(uri: string, options: CallOptions = {}): Call {
    const { account, connection } = this.#parts
    const stream = options.localStream ?? connection.platform.newMediaStream()
    const call = this.#wrap(account.call(uri, stream, options.headers))
    call.begin(stream, options)
    this.emit('outgoingCall', call)
    return call
  }

  /** Joins a room, which is created where it is empty; needs no registration. */
  joinConference(uri: string, options: ConferenceOptions = {}): Conference {
    const { account, connection } = this.#parts
    const { localStream = connection.platform.newMediaStream(), audio, video } = options
    const joined = new SdkConference(account, uri, localStream, {
      ...(audio !== undefined && { audio }),
      ...(video !== undefined && { video }),
      attach: false,
    })
    return new Conference(this, connection, joined, localStream, options)
  }

  /** How this device is woken; to be told before `register`. */
  setDeviceToken(token: string, platform: string, device: string, silent: boolean, app: string): void {
    this.#parts.connection
      .request({ sylkrtc: 'account-devicetoken', account: this.id, token, platform, device, silent, app })
      .catch(() => undefined)
  }

  /** Sends a message, with receipts asked for. Its `stateChanged`, and `messageStateChanged` here, tell what becomes of it. */
  sendMessage(uri: string, message: string, type = 'text/plain', options: SendOptions = {}, done: Done = null): Message {
    return this.#messages.send(uri, message, type, options, done)
  }

  /** Tells the sender of a message what became of it here. `delivered` is told by itself. */
  sendDispositionNotification(uri: string, id: string, timestamp: string | Date, state: Receipt, done: Done = null): void {
    this.#messages.acknowledge(uri, id, timestamp, state, done)
  }

  /** Asks for what came after a message, or for all there is; `syncConversations` brings it, the oldest first and not all at once. */
  syncConversations(id: string | null = null, done: Done = null): void {
    this.#messages.sync(id, done)
  }

  /** Tells one's other devices that everything of a contact was shown. */
  markConversationRead(uri: string): void {
    this.#messages.markRead(uri)
  }

  removeMessage(message: Message, done: Done = null): void {
    this.#messages.remove(message, done)
  }

  removeConversation(uri: string, done: Done = null): void {
    this.#messages.removeConversation(uri, done)
  }

  /** Encrypts to whoever has published a key, and decrypts, with these from now on. */
  addPGPKeys(keys: PgpKeys): void {
    this.#encryption.use(keys)
  }

  /** Makes a key pair, which takes seconds. It is the application that keeps it, adds it, and publishes it: as a message to oneself. */
  generatePGPKeys(done: ((keys: GeneratedKeys) => void) | null = null): void {
    const generated = this.#encryption.generate()
    // There is no word for a failure, so it goes where other errors of the page go.
    void generated.then((keys) => {
      this.emit('privateKeysGenerated', keys)
      done?.(keys)
    })
  }

  /** Asks for the account's published key; null where there is none. */
  checkIfKeyExists(done: ((publicKey: string | null) => void) | null = null): void {
    void this.#encryption.published().then((key) => done?.(key))
  }

  /** Hands the private key to the account's other devices, where this password opens it. Without effect where there is none. */
  async exportPrivateKey(password: string): Promise<void> {
    const locked = await this.#encryption.locked(password)
    if (locked !== null) this.sendMessage(this.id, locked, PRIVATE_KEY_TYPE)
  }

  /** Opens what another device of the account has handed over; `content` holds both keys, or nothing. */
  decryptKeyImport(
    message: Message,
    password: string,
    done: ((opened: { readonly content: string; readonly didDecrypt: boolean }) => void) | null = null,
  ): void {
    void this.#encryption.unlocked(String(message.content), password).then((keys) => {
      done?.({ content: keys ?? '', didDecrypt: keys !== null })
    })
  }

  /** The file to upload for a contact: encrypted if the contact has a key. */
  encryptFile(uri: string, file: File): ReturnType<AccountEncryption['encryptFile']> {
    return this.#encryption.encryptFile(uri, file)
  }

  /** What is in an encrypted file. @param contents its armour @param filename as it was downloaded */
  decryptFile(contents: string, filename: string, filetype = ''): ReturnType<AccountEncryption['decryptFile']> {
    return this.#encryption.decryptFile(contents, filename, filetype)
  }

  /** For the connection: the account is no longer on it. */
  close(): void {
    this.#messages.close()
    this.#parts.closeBook()
    this.#parts.account.remove()
  }

  #wrap(call: SdkCall): Call {
    return new Call(this, this.#parts.connection, call)
  }

  #take(state: AccountState): void {
    switch (state.kind) {
      case 'added':
        this.#change(null, {})
        break
      case 'registering':
      case 'registered':
        this.#change(state.kind, {})
        break
      case 'failed':
        this.#change('failed', { reason: state.cause.text })
        break
      // The connection is gone, and tells so itself.
      case 'offline':
        break
    }
  }

  #change(state: string | null, data: { readonly reason?: string }): void {
    const old = this.#registrationState
    if (state === old) return
    this.#registrationState = state
    this.emit('registrationStateChanged', old, state, data)
  }
}
