import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { Account } from '@weft/client/account'
import { AddressBook } from '@weft/client/address-book'
import type { Party } from '@weft/client/call'
import { Composing } from '@weft/client/composing'
import { type ConversationMessage, conversationKey } from '@weft/client/conversation-message'
import { Conversations } from '@weft/client/conversations'
import { FileTransfers } from '@weft/client/file-transfers'
import { MemoryArchive } from '@weft/client/memory-archive'
import type { ConversationRecord, MessageArchive } from '@weft/client/message-archive'
import { Shelf } from '../shell/shelf.ts'
import { ChatEncryption, type OpenKeys } from './chat-encryption.ts'
import { Contacts } from './contacts.ts'
import { Drafts } from './drafts.ts'
import { EncryptedFiles } from './encrypted-files.ts'
import { OpenConversation } from './open-conversation.ts'
import { OutgoingFiles } from './outgoing-files.ts'
import { SealedTransfers } from './sealed-transfers.ts'
import { Search } from './search.ts'

/** An archive that is given up once it is no longer needed. */
type OwnArchive = MessageArchive & { close(): Promise<void> }

/** Where messages and drafts are kept on this device. */
export interface ChatKeeping {
  /** Null where another page has the archive; rejects where there can be none. @param account `user@domain` */
  readonly openArchive: (account: string) => Promise<OwnArchive | null>
  readonly shelf: Shelf
  /** Without it nothing is encrypted or decrypted. */
  readonly openKeys?: OpenKeys
  /** Takes away what would still tell, empty as it is, that the account was here. */
  readonly erase?: (account: string) => void
}

/** The conversations of the account that is logged in, as the page shows them. */
export class Chat {
  /** Latest first. */
  readonly conversations = signal<readonly ConversationRecord[]>([])
  readonly open = signal<OpenConversation | null>(null)
  /** It is not known yet what there is. */
  readonly loading = signal(true)
  readonly drafts: Drafts
  /** Keys of conversations whose contact is writing just now. */
  readonly writing = signal<ReadonlySet<string>>(new Set())
  readonly contacts = new Contacts()
  readonly files: OutgoingFiles
  readonly search: Search
  /** Null where nothing is encrypted. */
  readonly encryption: ChatEncryption | null
  readonly encryptedFiles: EncryptedFiles | null
  readonly #composing: Composing
  #archive: MessageArchive = new MemoryArchive()
  #release: () => Promise<void> = async () => undefined
  readonly #erase: () => void
  readonly #visible: ReadonlySignal<boolean>
  /** Null until the archive has been read. */
  #conversations: Conversations | null = null
  /** What is to be done as soon as it has been read. */
  #wanted: (() => void) | null = null
  #closed = false
  readonly #subscriptions: (() => void)[] = []
  /** What was kept has been opened. */
  readonly #begun: Promise<void>

  /**
   * @param visible whether the page can be seen at all: what it shows otherwise, nobody has read
   * @param keeping null where nothing is to outlive the page
   */
  constructor(account: Account, visible: ReadonlySignal<boolean>, keeping: ChatKeeping | null) {
    this.#visible = visible
    this.#erase = () => keeping?.erase?.(account.address)
    this.drafts = new Drafts(account.address, keeping?.shelf ?? new Shelf(null))
    this.#composing = new Composing(account)
    const online = (): boolean => account.state.kind === 'registered'
    const openKeys = keeping?.openKeys
    this.encryption = openKeys === undefined ? null : new ChatEncryption(account, openKeys)
    this.encryptedFiles = this.encryption && new EncryptedFiles(this.encryption)
    const transfers = new FileTransfers(account)
    this.files = new OutgoingFiles(this.encryption ? new SealedTransfers(transfers, this.encryption) : transfers, online)
    this.search = new Search(
      () => this.#archive,
      () => this.conversations.value,
    )
    this.#subscriptions.push(
      account.on('state', () => online() && this.files.resume()),
      this.#composing.on('change', ({ contact, isComposing }) => this.#writes(contact, isComposing)),
    )
    this.#begun = this.#begin(account, keeping)
  }

  /** Shows what was exchanged with somebody, and a place to write. @param contact `user@domain` */
  show(contact: string): void {
    if (this.open.value?.key === conversationKey(contact)) return
    this.hide()
    const conversations = this.#conversations
    if (conversations === null) {
      this.#wanted = () => this.show(contact)
      return
    }
    const open = new OpenConversation(conversations, contact, this.#visible)
    this.open.value = open
    void open.read()
  }

  /** Shows a conversation where a message of that key is. */
  seek(contact: string, key: string): void {
    this.show(contact)
    void this.open.value?.seek(key)
  }

  hide(): void {
    this.#wanted = null
    this.open.value?.close()
    this.open.value = null
  }

  /** What is known of a conversation; null where nothing was exchanged. Reads the signal of all. */
  record(contact: string): ConversationRecord | null {
    const key = conversationKey(contact)
    return this.conversations.value.find((record) => record.key === key) ?? null
  }

  /** What somebody is called, here or by themselves. Reads the signals. */
  person(contact: string): Party {
    const name = this.contacts.find(contact)?.name
    return { uri: contact, displayName: name || (this.record(contact)?.displayName ?? '') }
  }

  /** That is what stands where a message to somebody is written; the contact is told that it is being written. */
  type(contact: string, text: string): void {
    this.drafts.write(conversationKey(contact), text)
    if (text === '') this.#composing.stopped(contact)
    else this.#composing.typed(contact)
  }

  /** Writes to somebody. Rejects with a MessageTooLong. */
  async send(contact: string, text: string): Promise<void> {
    this.#composing.sent(contact)
    this.drafts.write(conversationKey(contact), '')
    await this.#conversations?.send(contact, text)
    this.open.value?.wrote()
  }

  resend(message: ConversationMessage): void {
    void this.#conversations?.resend(message)
  }

  remove(message: ConversationMessage): void {
    void this.#conversations?.remove(message)
  }

  removeConversation(contact: string): void {
    void this.#conversations?.removeConversation(contact)
  }

  /** The account is logged out: nothing of it stays on this device, as somebody else may use it next. Resolves when nothing does. */
  async forget(): Promise<void> {
    this.#end()
    this.drafts.forget()
    const messages = this.#begun.then(() => this.#conversations?.forget())
    // What cannot be deleted could not be kept either.
    await Promise.allSettled([this.encryption?.forget(), messages])
    await this.#release()
    this.#erase()
  }

  /** Shows and sends nothing any more; what is kept stays, for whoever opens it next. Resolves when it can be opened. */
  async close(): Promise<void> {
    this.#end()
    await this.#begun
    await this.#release()
  }

  #end(): void {
    this.#closed = true
    this.hide()
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#conversations?.close()
    this.#composing.close()
    this.contacts.close()
    this.files.close()
    this.encryption?.close()
    this.encryptedFiles?.close()
    this.search.clear()
  }

  #writes(contact: string, isComposing: boolean): void {
    const keys = new Set(this.writing.value)
    if (isComposing) keys.add(conversationKey(contact))
    else keys.delete(conversationKey(contact))
    this.writing.value = keys
  }

  async #begin(account: Account, keeping: ChatKeeping | null): Promise<void> {
    const conversations = await this.#opened(account, keeping)
    const book = await AddressBook.open(account, { archive: this.#archive }).catch(() => AddressBook.open(account))
    this.#conversations = conversations
    if (this.#closed) {
      book.close()
      conversations.close()
      return
    }
    this.contacts.use(book)
    const list = (): void => {
      this.conversations.value = conversations.list
    }
    list()
    this.loading.value = conversations.sync !== 'current' && conversations.list.length === 0
    this.#subscriptions.push(
      conversations.on('change', list),
      conversations.on('sync', (state) => {
        if (state === 'current') this.loading.value = false
      }),
      // What is shown is read.
      effect(() => {
        const open = this.open.value
        const unread = open === null ? 0 : (this.record(open.contact)?.unread ?? 0)
        if (open !== null && unread > 0 && open.state.value === 'ready' && this.#visible.value)
          untracked(() => void conversations.markRead(open.contact))
      }),
    )
    this.#wanted?.()
  }

  async #opened(account: Account, keeping: ChatKeeping | null): Promise<Conversations> {
    try {
      const archive = (await keeping?.openArchive(account.address)) ?? null
      if (archive !== null) {
        this.#archive = archive
        this.#release = () => archive.close()
      }
      return await this.#conversationsOf(account)
    } catch {
      // What was kept cannot be read; the journal has it too.
      this.#archive = new MemoryArchive()
      return this.#conversationsOf(account)
    }
  }

  #conversationsOf(account: Account): Promise<Conversations> {
    const options = { archive: this.#archive }
    return Conversations.open(account, this.encryption === null ? options : { ...options, cipher: this.encryption })
  }
}
