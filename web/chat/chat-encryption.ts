import { signal } from '@preact/signals'
import type { Account } from '@weft/client/account'
import type { MessageCipher, OpenedMessage, SealedMessage } from '@weft/client/message-cipher'
import { isEncrypted } from '@weft/client/pgp/armor'
import { type ContactKey, decideSealing, type SealingDecision, unknownContact } from '@weft/client/pgp/contact-key'
import type { OpenedFile, SealedFile } from '@weft/client/pgp/encrypted-file'
import type { Encryption } from '@weft/client/pgp/encryption'
import type { KeyArchive } from '@weft/client/pgp/key-archive'
import type { OwnKeysState } from '@weft/client/pgp/own-keys'
import type { PgpCipher } from '@weft/client/pgp/pgp-cipher'
import type { PrivateKeyOffer, UnlockOutcome } from '@weft/client/pgp/private-key-offer'
import { RequestFailure } from '@weft/client/request-failure'

const OPEN_AGAIN_MS = 10_000

/** What keeps the keys of an account on this device; rejects where there is nothing to. @param account `user@domain` */
export type OpenKeys = (account: string) => Promise<KeyArchive>

/**
 * The encryption of the account that is logged in, as the page shows it. What encrypts is loaded after the page, and again where that
 * fails: until then nothing is sent, as nobody could tell whether it may go out in clear, and what is encrypted is not readable yet.
 */
export class ChatEncryption implements MessageCipher {
  /** Null while nothing is known. */
  readonly state = signal<OwnKeysState | null>(null)
  /** What another device hands over. */
  readonly offer = signal<PrivateKeyOffer | null>(null)
  /** Somebody does not want to be asked about the account's key, as long as the page is there. */
  readonly declined = signal(false)
  /** Counts changes of what is known of contacts. */
  readonly #contactChanges = signal(0)
  readonly #listeners = new Set<() => void>()
  readonly #load: () => Promise<Encryption>
  readonly #openArchive: () => Promise<KeyArchive>
  #archive: KeyArchive | null = null
  #encryption: Encryption | null = null
  #loading: Promise<Encryption>
  #retry: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(account: Account, openKeys: OpenKeys) {
    this.#openArchive = async () => {
      this.#archive ??= await openKeys(account.address)
      return this.#archive
    }
    this.#load = async () => {
      const { Encryption } = await import('@weft/client/pgp/encryption')
      return Encryption.open(account, await this.#openArchive())
    }
    this.#loading = this.#begin()
    // Whoever needs it hears of it.
    this.#loading.catch(() => undefined)
  }

  /** How what is written to a contact goes out; null while that is not known. Reads signals. */
  outlook(contact: string): SealingDecision | null {
    const state = this.state.value
    return state === null ? null : decideSealing(this.contact(contact), state.kind === 'ready')
  }

  /** What is known of a contact. Reads a signal. */
  contact(address: string): ContactKey {
    void this.#contactChanges.value
    return this.#encryption?.contact(address) ?? unknownContact(address)
  }

  /** Somebody looks at a conversation: whether the contact has a key is wanted before anything is written. */
  look(contact: string): void {
    // What cannot be asked now is asked when something is written.
    if (this.state.value?.kind === 'ready') this.#encryption?.lookUp(contact).catch(() => undefined)
  }

  /** Makes the account's keys, or new ones. Rejects with a RequestFailure or a PgpError, as do all of these. */
  async setUp(): Promise<void> {
    await (await this.#ready()).setUp()
  }

  /** Contacts are to use the key of this device. */
  async publishKey(): Promise<void> {
    await (await this.#ready()).publishKey()
  }

  /** Hands the key to other devices. Resolves with the code to be shown. */
  async offerPrivateKey(): Promise<string> {
    return (await this.#ready()).offerPrivateKey()
  }

  async takePrivateKey(code: string): Promise<UnlockOutcome> {
    return (await this.#ready()).takePrivateKey(code)
  }

  dismissPrivateKey(): void {
    this.#encryption?.dismissPrivateKey()
  }

  async importKey(text: string, password?: string): Promise<void> {
    await (await this.#ready()).importKey(text, password)
  }

  /** What to keep in a file. */
  async exportKey(password?: string): Promise<string> {
    return (await this.#ready()).exportKey(password)
  }

  acceptKey(contact: string): void {
    this.#encryption?.acceptKey(contact)
  }

  setClear(contact: string, clear: boolean): void {
    this.#encryption?.setClear(contact, clear)
  }

  async seal(contact: string, contentType: string, content: string): Promise<SealedMessage> {
    return (await this.#ready()).cipher.seal(contact, contentType, content)
  }

  async open(message: Parameters<MessageCipher['open']>[0]): Promise<OpenedMessage> {
    if (!isEncrypted(message.content)) return { content: message.content, protection: { kind: 'clear' } }
    const encryption = await this.#loading.catch(() => null)
    if (encryption === null) return { content: '', protection: { kind: 'unreadable', reason: 'not-loaded' } }
    return encryption.cipher.open(message)
  }

  /** Rejects like `seal`, and with a PgpError. */
  async sealFile(...file: Parameters<PgpCipher['sealFile']>): Promise<SealedFile> {
    return (await this.#ready()).cipher.sealFile(...file)
  }

  async openFile(...file: Parameters<PgpCipher['openFile']>): Promise<OpenedFile> {
    const encryption = await this.#loading.catch(() => null)
    return encryption === null ? { kind: 'unreadable', reason: 'not-loaded' } : encryption.cipher.openFile(...file)
  }

  onKeys(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The account is logged out: its keys do not stay on this device. */
  async forget(): Promise<void> {
    this.close()
    // Whatever was being read meanwhile is not to be there afterwards either.
    await this.#loading.catch(() => undefined)
    await (await this.#openArchive()).forget()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#encryption?.close()
  }

  async #begin(): Promise<Encryption> {
    try {
      const encryption = await this.#load()
      if (this.#closed) encryption.close()
      else this.#use(encryption)
      return encryption
    } catch (error) {
      if (!this.#closed) this.#retry = setTimeout(() => this.#beginAgain(), OPEN_AGAIN_MS)
      throw error
    }
  }

  #beginAgain(): void {
    this.#loading = this.#begin()
    this.#loading.then(
      () => this.#tellKeys(),
      () => undefined,
    )
  }

  #use(encryption: Encryption): void {
    this.#encryption = encryption
    this.state.value = encryption.state
    this.offer.value = encryption.pendingPrivateKey
    encryption.on('state', (state) => {
      this.state.value = state
    })
    encryption.on('offer', (offer) => {
      this.offer.value = offer
    })
    encryption.on('contact', () => {
      this.#contactChanges.value++
    })
    encryption.cipher.onKeys(() => this.#tellKeys())
  }

  #tellKeys(): void {
    for (const listener of this.#listeners) listener()
  }

  async #ready(): Promise<Encryption> {
    return this.#loading.catch(() => {
      throw new RequestFailure('disconnected', 'encryption could not be loaded')
    })
  }
}
