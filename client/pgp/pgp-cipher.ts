import type { Message } from '../message.ts'
import type { MessageCipher, OpenedMessage, SealedMessage, SealRefusal } from '../message-cipher.ts'
import { RequestFailure } from '../request-failure.ts'
import { isEncrypted } from './armor.ts'
import type { ContactKeys } from './contact-keys.ts'
import { type DecryptedData, decryptData, encryptData, type NamedBytes } from './encrypted-data.ts'
import { decryptedName, encryptedName, LARGEST_FILE, type OpenedFile, type SealedFile } from './encrypted-file.ts'
import type { KeyPair } from './key-pair.ts'
import type { OwnKeys } from './own-keys.ts'
import { PgpError } from './pgp-error.ts'

export const PUBLIC_KEY_TYPE = 'text/pgp-public-key'
export const PRIVATE_KEY_TYPE = 'text/pgp-private-key'

/** What goes out in clear: keys, what the gateway reads, and what it makes itself (sylkrtc-protocol.md §5.5). */
const NEVER_SEALED: readonly string[] = [
  PUBLIC_KEY_TYPE,
  PRIVATE_KEY_TYPE,
  'text/pgp-public-key-imported',
  'application/sylk-file-transfer',
  'application/im-iscomposing+xml',
  'message/imdn',
  'message/imdn+xml',
]
/** In bytes. Clients cut texts into pieces of 4 KiB; some older ones did not. */
const LARGEST_MESSAGE = 512 * 1024

type SealedData =
  | { readonly kind: 'encrypted'; readonly armored: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'refused'; readonly reason: SealRefusal }

interface PgpCipherParts {
  /** The account, `user@domain`. */
  readonly address: string
  readonly own: OwnKeys
  readonly contacts: ContactKeys
  /** Sends a contact our public key. Rejects with a RequestFailure. */
  introduce(contact: string, publicKey: string): Promise<void>
}

/** Seals and opens the messages and files of an account; `Encryption.cipher` is one. */
export class PgpCipher implements MessageCipher {
  readonly #parts: PgpCipherParts

  constructor(parts: PgpCipherParts) {
    this.#parts = parts
  }

  async seal(contact: string, contentType: string, content: string): Promise<SealedMessage> {
    if (NEVER_SEALED.includes(mediaType(contentType))) return { kind: 'clear', content }
    const sealed = await this.#seal(contact, content)
    if (sealed.kind === 'refused') return sealed
    return sealed.kind === 'clear' ? { kind: 'clear', content } : { kind: 'encrypted', content: sealed.armored }
  }

  async open({ contact, direction, contentType, content }: Parameters<MessageCipher['open']>[0]): Promise<OpenedMessage> {
    if (!isEncrypted(content) || NEVER_SEALED.includes(mediaType(contentType))) return { content, protection: { kind: 'clear' } }
    const data = await this.#open({ contact, direction }, content, LARGEST_MESSAGE)
    if (data.kind === 'unreadable') return { content: '', protection: data }
    // Texts have one kind of line ends inside, and another outside (RFC 9580 §5.9).
    const text = new TextDecoder().decode(data.bytes).replaceAll('\r\n', '\n')
    return { content: text, protection: { kind: 'encrypted', signature: data.signature } }
  }

  onKeys(listener: () => void): () => void {
    return this.#parts.own.on('pair', listener)
  }

  /**
   * A file to upload instead of one for a contact. Rejects with a RequestFailure like `seal`, and with a PgpError where it is too large to be
   * encrypted.
   */
  async sealFile(contact: string, file: NamedBytes): Promise<SealedFile> {
    if (file.bytes.length > LARGEST_FILE) throw new PgpError('too-large', `a file of ${file.bytes.length} bytes`)
    const sealed = await this.#seal(contact, file)
    if (sealed.kind === 'refused') return sealed
    if (sealed.kind === 'clear') return { ...file, kind: 'clear' }
    return { kind: 'encrypted', name: encryptedName(file.name), bytes: new TextEncoder().encode(sealed.armored) }
  }

  /** What is in a file whose `FileTransfer` says `isEncrypted`, as it was downloaded. Never rejects. @param message that tells of it */
  async openFile(message: Pick<Message, 'contact' | 'direction'>, file: NamedBytes): Promise<OpenedFile> {
    const data = await this.#open(message, new TextDecoder().decode(file.bytes), LARGEST_FILE)
    return data.kind === 'unreadable' ? data : { ...data, name: decryptedName(data.name, file.name) }
  }

  async #seal(contact: string, plain: string | NamedBytes): Promise<SealedData> {
    const { address, contacts } = this.#parts
    const own = this.#parts.own.current
    try {
      if (own !== null && sameAddress(contact, address)) return { kind: 'encrypted', armored: await encryptData(plain, [], own) }
      const decision = await contacts.decide(contact, own !== null)
      if (decision.kind === 'clear') return { kind: 'clear' }
      if (decision.kind === 'refuse') return { kind: 'refused', reason: decision.reason }
      if (own === null) return { kind: 'refused', reason: 'no-private-key' }
      const armored = await encryptData(plain, [decision.key.armored], own)
      await this.#introduce(contact, own)
      contacts.noteEncrypted(contact)
      return { kind: 'encrypted', armored }
    } catch (error) {
      if (!(error instanceof PgpError)) throw error
      if (error.kind === 'not-loaded') throw new RequestFailure('disconnected', error.message)
      return { kind: 'refused', reason: 'no-key' }
    }
  }

  /** Clients keep the keys that they once got, so a contact is sent ours before it first sees something signed with it. */
  async #introduce(contact: string, own: KeyPair): Promise<void> {
    const { contacts, introduce } = this.#parts
    if (contacts.get(contact).told === own.fingerprint) return
    try {
      await introduce(contact, own.publicArmored)
    } catch (error) {
      // A gateway that does not take it will not take it later either, and contacts can look it up.
      if (!(error instanceof RequestFailure) || error.kind !== 'refused') throw error
    }
    contacts.noteTold(contact, own.fingerprint)
  }

  async #open(
    { contact, direction }: Pick<Message, 'contact' | 'direction'>,
    armored: string,
    limit: number,
  ): Promise<DecryptedData> {
    const { contacts } = this.#parts
    const own = this.#parts.own.all
    const key = () => contacts.get(contact).key
    const attempt = () => {
      const theirs = key()
      const sender =
        direction === 'outgoing' ? own.map(({ publicArmored }) => publicArmored) : theirs === null ? [] : [theirs.armored]
      return decryptData(armored, { own, sender, limit })
    }
    const data = await attempt()
    if (direction === 'outgoing') return data
    contacts.noteEncrypted(contact)
    const before = key()
    if (data.kind === 'unreadable' || (before !== null && data.signature !== 'unknown-signer')) return data
    // Whoever encrypts has a key, and may have a new one.
    await contacts.lookUp(contact, true).catch(() => undefined)
    return key() === before ? data : attempt()
  }
}

/** Addresses may be written in any case. */
export const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Type and subtype of a content type, in the one form in which it is compared. */
export const mediaType = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
