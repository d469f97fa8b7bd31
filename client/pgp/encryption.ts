import type { Account } from '../account.ts'
import { Emitter } from '../emitter.ts'
import type { MessageChange } from '../message-change.ts'
import type { ContactKey } from './contact-key.ts'
import { ContactKeys, type KeyChange } from './contact-keys.ts'
import type { KeyArchive } from './key-archive.ts'
import { KeyDirectory } from './key-directory.ts'
import { KeyPair } from './key-pair.ts'
import { lockKeyPair, newCode, unlockKeyPair } from './locked-key.ts'
import { OwnKeys, type OwnKeysState } from './own-keys.ts'
import { mediaType, PgpCipher, PRIVATE_KEY_TYPE, PUBLIC_KEY_TYPE, sameAddress } from './pgp-cipher.ts'
import { PgpError } from './pgp-error.ts'
import { PrivateKeyOffer, type UnlockOutcome } from './private-key-offer.ts'

interface EncryptionEvents {
  /** This device has a key, or another one; or the gateway gives another one to contacts. What could not be read before may be now. */
  state: OwnKeysState
  /** What is known of a contact is other than before. */
  contact: ContactKey
  /** To be shown as a warning: a new device of the contact's, or somebody who wants to read along. */
  keyChanged: KeyChange
  /** Another device of the account hands its private key over; null: no longer. */
  offer: PrivateKeyOffer | null
  /** Something could not be kept. It is there until the page goes. */
  error: unknown
}

/**
 * End-to-end encryption of an account with OpenPGP, as sylkrtc.js, its React Native twin and Blink have it; and with signatures, which those
 * neither make nor mind. Contacts' keys are trusted when first seen; a change of them is told, and nothing is sent until the user has agreed.
 *
 * ```ts
 * const encryption = await Encryption.open(account, new IndexedDbKeyArchive(account.address))
 * const conversations = await Conversations.open(account, { archive, cipher: encryption.cipher })
 *
 * encryption.on('state', ({ kind, published }) => …)   // absent, none: offer `setUp`; absent, other: ask for the other device
 * await encryption.setUp()                             // makes the account's key pair
 * const code = await encryption.offerPrivateKey()      // to be shown here, and typed in on the other device
 * encryption.on('offer', async (offer) => { … await encryption.takePrivateKey(typedIn) })
 * encryption.on('keyChanged', ({ contact, now }) => …) // warn; `acceptKey(contact)` if the user does
 * ```
 */
export class Encryption extends Emitter<EncryptionEvents> {
  /** Seals and opens messages and files: what `Conversations` takes. */
  readonly cipher: PgpCipher
  readonly #account: Account
  readonly #directory: KeyDirectory
  readonly #own: OwnKeys
  readonly #contacts: ContactKeys
  readonly #subscriptions: readonly (() => void)[]
  #offer: PrivateKeyOffer | null = null

  private constructor(account: Account, directory: KeyDirectory, own: OwnKeys, contacts: ContactKeys) {
    super()
    this.#account = account
    this.#directory = directory
    this.#own = own
    this.#contacts = contacts
    const introduce = (contact: string, publicKey: string) => this.#send(contact, PUBLIC_KEY_TYPE, publicKey)
    this.cipher = new PgpCipher({ address: account.address, own, contacts, introduce })
    this.#subscriptions = [
      account.on('state', ({ kind }) => kind === 'registered' && void this.#begin()),
      account.messages.on('change', (change) => void this.#hear(change)),
      own.on('state', (state) => this.emit('state', state)),
      own.on('error', (error) => this.emit('error', error)),
      contacts.on('change', (contact) => this.emit('contact', contact)),
      contacts.on('keyChanged', (change) => this.emit('keyChanged', change)),
      contacts.on('error', (error) => this.emit('error', error)),
    ]
    if (account.state.kind === 'registered') void this.#begin()
  }

  /** Rejects where the archive cannot be read, and with a PgpError where it has keys and OpenPGP cannot be loaded. */
  static async open(account: Account, archive: KeyArchive): Promise<Encryption> {
    const directory = new KeyDirectory(account.connection)
    return new Encryption(account, directory, await OwnKeys.open(archive), await ContactKeys.open(archive, directory))
  }

  get state(): OwnKeysState {
    return this.#own.state
  }

  /** What is known of a contact. @param address `user@domain` */
  contact(address: string): ContactKey {
    return this.#contacts.get(address)
  }

  /** Looks whether a contact has a key, to show it before anything is sent. Rejects with a RequestFailure. */
  async lookUp(address: string): Promise<ContactKey> {
    await this.#contacts.lookUp(address)
    return this.#contacts.get(address)
  }

  /** Makes a new key pair for the account and publishes it: what contacts send is encrypted to it from now on. Takes seconds. */
  async setUp(): Promise<void> {
    this.#own.use(await KeyPair.generate(this.#account.address, this.#account.displayName))
    await this.#publish()
  }

  /**
   * Uses a private key from a file, as this SDK or an existing client wrote it. Rejects with a PgpError where it is none, or the password
   * does not open it.
   */
  async importKey(text: string, password?: string): Promise<void> {
    this.#own.use(await unlockKeyPair(text, password))
    await this.#publish()
  }

  /** The private key, for a file that the user keeps. Rejects with a PgpError where there is none. @param password protects it */
  async exportKey(password?: string): Promise<string> {
    return this.#current().exported(password)
  }

  /** Gives contacts the key of this device from now on, instead of the one that another device has published. */
  async publishKey(): Promise<void> {
    this.#current()
    await this.#publish()
  }

  /**
   * Hands the private key to the account's other devices that are there. Resolves with the code to type in on them.
   * Rejects with a RequestFailure, or a PgpError where there is no key.
   */
  async offerPrivateKey(): Promise<string> {
    const pair = this.#current()
    const code = newCode()
    await this.#send(this.#account.address, PRIVATE_KEY_TYPE, await lockKeyPair(pair, code))
    return code
  }

  /** What another device of the account hands over, and has not been taken yet. */
  get pendingPrivateKey(): PrivateKeyOffer | null {
    return this.#offer
  }

  /** Takes over the private key that another device offers. @param code as it is shown there */
  async takePrivateKey(code: string): Promise<UnlockOutcome> {
    const offer = this.#offer
    if (offer === null) return { kind: 'refused', reason: 'no-key', attemptsLeft: 0 }
    const outcome = await offer.unlock(code)
    if (outcome.kind === 'unlocked') this.#own.use(outcome.pair)
    if (outcome.kind === 'unlocked' || outcome.attemptsLeft === 0) this.#withdraw(offer)
    if (outcome.kind === 'unlocked') await this.#compare()
    return outcome
  }

  /** The user does not want the key that another device offers. */
  dismissPrivateKey(): void {
    if (this.#offer !== null) this.#withdraw(this.#offer)
  }

  /** The user believes that a contact's new key is the contact's. */
  acceptKey(contact: string): void {
    this.#contacts.accept(contact)
  }

  /** Whether the user wants what goes to a contact sent in clear. */
  setClear(contact: string, clear: boolean): void {
    this.#contacts.setClear(contact, clear)
  }

  /** Tells nothing any more. */
  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
  }

  /** The account is registered, for the first time or again. */
  async #begin(): Promise<void> {
    this.#contacts.lookUpAgain()
    await this.#compare()
    if (this.state.kind === 'ready' && this.state.published === 'none') await this.#publish()
  }

  /** Asks what the gateway gives to others as the account's key. */
  async #compare(): Promise<void> {
    const armored = await this.#directory.find(this.#account.address).catch(() => undefined)
    await this.#own.notePublished(armored).catch(() => undefined)
  }

  /** A key that cannot be published now is when the account is registered the next time, unless another device has published one by then. */
  async #publish(): Promise<void> {
    const { publicArmored } = this.#current()
    const published = await this.#send(this.#account.address, PUBLIC_KEY_TYPE, publicArmored).then(
      () => publicArmored,
      () => undefined,
    )
    await this.#own.notePublished(published)
  }

  async #hear(change: MessageChange): Promise<void> {
    if (change.kind !== 'message') return
    const { contact, content, contentType, direction } = change.message
    const type = mediaType(contentType)
    if (type === PUBLIC_KEY_TYPE) {
      // To whomever another device sends its key, the gateway has it for the account's from then on (§5.5).
      return direction === 'incoming' ? this.#contacts.found(contact, content) : this.#own.notePublished(content)
    }
    // What comes as a message, and not as a copy of what another device has sent, may be anybody's.
    const isOwn = direction === 'outgoing' && sameAddress(contact, this.#account.address)
    if (type === PRIVATE_KEY_TYPE && isOwn) await this.#offered(content)
  }

  async #offered(content: string): Promise<void> {
    const offer = await PrivateKeyOffer.read(content)
    if (offer === null || offer.fingerprint === this.#own.current?.fingerprint) return
    this.#offer = offer
    this.emit('offer', offer)
  }

  #withdraw(offer: PrivateKeyOffer): void {
    if (this.#offer !== offer) return
    this.#offer = null
    this.emit('offer', null)
  }

  #send(contact: string, contentType: string, content: string): Promise<void> {
    const { messages } = this.#account
    return messages.transmit({ id: messages.newId(), contact, content, contentType, timestamp: new Date().toISOString() })
  }

  #current(): KeyPair {
    const { current } = this.#own
    if (current === null) throw new PgpError('no-key', 'this device has no private key of the account')
    return current
  }
}
