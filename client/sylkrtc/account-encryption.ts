import type { Message as SdkMessage } from '../message.ts'
import type { OpenedMessage, SealedMessage } from '../message-cipher.ts'
import { ContactKeys } from '../pgp/contact-keys.ts'
import { MemoryKeyArchive } from '../pgp/key-archive.ts'
import type { KeyDirectory } from '../pgp/key-directory.ts'
import { KeyPair } from '../pgp/key-pair.ts'
import { lockKeyPair, unlockKeyPair } from '../pgp/locked-key.ts'
import { loadOpenPgp } from '../pgp/openpgp.ts'
import { OwnKeys } from '../pgp/own-keys.ts'
import { PgpCipher } from '../pgp/pgp-cipher.ts'
import type { Owner } from './owner.ts'

export interface PgpKeys {
  /** Armoured, as the other. */
  readonly publicKey: string
  readonly privateKey: string
}

export interface GeneratedKeys extends PgpKeys {
  /** To be kept apart: whoever has it can have the key no longer be believed. */
  readonly revocationCertificate: string
}

/** The keys that the application has given, and what is done with them. */
interface Keys {
  readonly own: OwnKeys
  readonly contacts: ContactKeys
  readonly cipher: PgpCipher
}

/**
 * The encryption of an account, as sylkrtc.js has it: the application makes, keeps and publishes the key pair, and gives it anew each
 * time; whoever has published a key is written to with that. What `Encryption` does beyond that, warn of changed keys above all, there
 * are no words for in sylkrtc.js.
 */
export class AccountEncryption {
  readonly #account: Owner
  readonly #directory: KeyDirectory
  #keys: Promise<Keys | null> = Promise.resolve(null)

  constructor(account: Owner, directory: KeyDirectory) {
    this.#account = account
    this.#directory = directory
  }

  /** Encrypts and decrypts with these from now on; with none, where they cannot be read. */
  use({ privateKey }: PgpKeys): void {
    this.#keys = this.#open(privateKey).catch(() => null)
  }

  /** Rejects with a PgpError where OpenPGP cannot be loaded. */
  async generate(): Promise<GeneratedKeys> {
    const pair = await KeyPair.generate(this.#account.id, this.#account.displayName)
    const { revokeKey } = await loadOpenPgp()
    const { publicKey: revoked } = await revokeKey({ key: pair.key, format: 'object' })
    const revocationCertificate = (await revoked.getRevocationCertificate()) ?? ''
    return { publicKey: pair.publicArmored, privateKey: pair.privateArmored, revocationCertificate }
  }

  /** The account's published key; null where there is none, or nobody to ask. */
  async published(): Promise<string | null> {
    return this.#directory.find(this.#account.id).catch(() => null)
  }

  /** As it is sent to the account's other devices; null where there is no key. */
  async locked(password: string): Promise<string | null> {
    const pair = (await this.#keys)?.own.current
    return pair == null ? null : lockKeyPair(pair, password)
  }

  /** Both keys that another device has sent; null where the password does not open them. */
  async unlocked(locked: string, password: string): Promise<string | null> {
    const pair = await unlockKeyPair(locked, password).catch(() => null)
    return pair === null ? null : `${pair.publicArmored}\n${pair.privateArmored}`
  }

  /** What to send. Rejects with a RequestFailure where the gateway cannot be asked for a key. */
  async seal(contact: string, contentType: string, content: string): Promise<SealedMessage> {
    const keys = await this.#keys
    return keys === null ? { kind: 'clear', content } : keys.cipher.seal(contact, contentType, content)
  }

  /** What was said. What cannot be read stays as it came. */
  async open(message: Pick<SdkMessage, 'contact' | 'direction' | 'contentType' | 'content'>): Promise<OpenedMessage> {
    const keys = await this.#keys
    if (keys === null) return { content: message.content, protection: { kind: 'clear' } }
    const opened = await keys.cipher.open(message)
    return opened.protection.kind === 'unreadable' ? { ...opened, content: message.content } : opened
  }

  /** A contact has sent its public key. */
  async learn(contact: string, publicKey: string): Promise<void> {
    await (await this.#keys)?.contacts.found(contact, publicKey)
  }

  /** The file to upload for a contact: encrypted if the contact has a key. */
  async encryptFile(contact: string, file: File): Promise<{ readonly file: File; readonly didEncrypt: boolean }> {
    const keys = await this.#keys
    if (keys === null) return { file, didEncrypt: false }
    const bytes = new Uint8Array(await file.arrayBuffer())
    const sealed = await keys.cipher.sealFile(contact, { name: file.name, bytes })
    if (sealed.kind !== 'encrypted') return { file, didEncrypt: false }
    return { file: fileOf(sealed.bytes, sealed.name, file.type), didEncrypt: true }
  }

  /** What is in an encrypted file. @param contents its armour */
  async decryptFile(
    contents: string,
    name: string,
    type: string,
  ): Promise<{ readonly file: File; readonly didDecrypt: boolean }> {
    const bytes = new TextEncoder().encode(contents)
    // Nobody says here whose it is, so nobody's signature is looked at.
    const whose = { contact: this.#account.id, direction: 'outgoing' } as const
    const opened = await (await this.#keys)?.cipher.openFile(whose, { name, bytes })
    if (opened?.kind !== 'decrypted') return { file: fileOf(bytes, name, type), didDecrypt: false }
    return { file: fileOf(opened.bytes, opened.name, type), didDecrypt: true }
  }

  async #open(privateKey: string): Promise<Keys> {
    const archive = new MemoryKeyArchive()
    await archive.keepOwn([privateKey])
    const own = await OwnKeys.open(archive)
    const contacts = await ContactKeys.open(archive, this.#directory)
    // Applications of sylkrtc.js know of no other key than the latest.
    contacts.on('keyChanged', ({ contact }) => contacts.accept(contact))
    const introduce = async () => undefined
    return { own, contacts, cipher: new PgpCipher({ address: this.#account.id, own, contacts, introduce }) }
  }
}

/** The bytes may lie in memory that is shared, which files do not take. */
function fileOf(bytes: Uint8Array, name: string, type: string): File {
  return new File([new Uint8Array(bytes)], name, { type })
}
