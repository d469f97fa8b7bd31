import { Emitter } from '../emitter.ts'
import {
  type ContactKey,
  decideSealing,
  type SealingDecision,
  unknownContact,
  withKeyAccepted,
  withKeyFound,
} from './contact-key.ts'
import type { KeyArchive } from './key-archive.ts'
import type { KeyDirectory } from './key-directory.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'

/** Somebody whose key was known has another one now. */
export interface KeyChange {
  /** `user@domain` */
  readonly contact: string
  readonly before: PublicKey
  /** Not used until it is accepted. */
  readonly now: PublicKey
}

/** How long it is believed that a contact has no key, or no other one. */
const DOUBT_MS = 60_000

interface Lookup {
  /** ms since the epoch */
  readonly at: number
  readonly done: Promise<void>
}

interface ContactKeysEvents {
  /** What is known of a contact is other than before. */
  change: ContactKey
  /** To be shown as a warning: a new device of the contact's, or somebody who wants to read along. */
  keyChanged: KeyChange
  /** Something could not be kept. It is known until the page goes. */
  error: unknown
}

/** The keys of contacts: trusted when first seen, kept, looked up once a session, and never replaced without the user's consent. */
export class ContactKeys extends Emitter<ContactKeysEvents> {
  readonly #archive: KeyArchive
  readonly #directory: KeyDirectory
  readonly #known: Map<string, ContactKey>
  /** Of contacts that were asked for in this session. */
  readonly #lookups = new Map<string, Lookup>()

  private constructor(archive: KeyArchive, directory: KeyDirectory, known: readonly ContactKey[]) {
    super()
    this.#archive = archive
    this.#directory = directory
    this.#known = new Map(known.map((contact) => [contact.contact, contact]))
  }

  /** Rejects where the archive cannot be read. */
  static async open(archive: KeyArchive, directory: KeyDirectory): Promise<ContactKeys> {
    return new ContactKeys(archive, directory, await archive.contacts())
  }

  /** @param address `user@domain` */
  get(address: string): ContactKey {
    return this.#known.get(address.toLowerCase()) ?? unknownContact(address)
  }

  /** How something goes out to a contact, asking the gateway first where need be. Rejects with a RequestFailure where a first key is needed. */
  async decide(address: string, ready: boolean): Promise<SealingDecision> {
    if (ready && !this.get(address).clear) {
      // A known key does when the gateway cannot be asked whether there is another one.
      await this.lookUp(address).catch((failure: unknown) => {
        if (this.get(address).key === null) throw failure
      })
    }
    return decideSealing(this.get(address), ready)
  }

  /**
   * Asks the gateway for a contact's key, where none is known or that was not done in this session; but not every minute.
   * Rejects with a RequestFailure.
   * @param doubted what is known does not do: the contact has signed with another key, say
   */
  lookUp(address: string, doubted = false): Promise<void> {
    const contact = address.toLowerCase()
    const last = this.#lookups.get(contact)
    const now = Date.now()
    const holds = !doubted && this.get(contact).key !== null
    if (last !== undefined && (holds || now - last.at < DOUBT_MS)) return last.done
    const done = this.#directory.find(address).then((found) => (found === null ? undefined : this.found(address, found)))
    this.#lookups.set(contact, { at: now, done })
    return done.catch((failure: unknown) => {
      this.#lookups.delete(contact)
      throw failure
    })
  }

  /** A new session: keys may have changed meanwhile. */
  lookUpAgain(): void {
    this.#lookups.clear()
  }

  /** A contact's key was found, or sent by the contact. What is none that can be used counts as none at all. */
  async found(address: string, armored: string): Promise<void> {
    const found = await readPublicKey(armored).catch(() => null)
    if (found === null) return
    const before = this.get(address)
    const now = withKeyFound(before, found)
    this.#keep(before, now)
    if (now.key === null || now.offered === null || now.offered.fingerprint === before.offered?.fingerprint) return
    this.emit('keyChanged', { contact: now.contact, before: now.key, now: now.offered })
  }

  /** The user believes that the contact's new key is the contact's. */
  accept(address: string): void {
    const before = this.get(address)
    this.#keep(before, withKeyAccepted(before))
  }

  /** Whether the user wants what goes to the contact sent in clear. */
  setClear(address: string, clear: boolean): void {
    const before = this.get(address)
    this.#keep(before, { ...before, clear })
  }

  /** Something encrypted was exchanged with the contact. */
  noteEncrypted(address: string): void {
    const before = this.get(address)
    this.#keep(before, { ...before, encrypts: true })
  }

  /** The contact was sent a key of ours. */
  noteTold(address: string, fingerprint: string): void {
    const before = this.get(address)
    this.#keep(before, { ...before, told: fingerprint })
  }

  #keep(before: ContactKey, now: ContactKey): void {
    if (JSON.stringify(before) === JSON.stringify(now)) return
    this.#known.set(now.contact, now)
    this.#archive.keepContact(now).catch((error: unknown) => this.emit('error', error))
    this.emit('change', now)
  }
}
