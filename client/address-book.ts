import type { Account } from './account.ts'
import {
  type AddressBookCopy,
  type AddressBookKind,
  type Contact,
  type ContactGroup,
  type ContactPolicy,
  itemsOf,
  NO_HANDLING,
  readItem,
} from './address-book-copy.ts'
import type { AddressBookFrame } from './address-book-frame.ts'
import type { RequestBody } from './connection.ts'
import { Emitter } from './emitter.ts'
import type { AccountEvent } from './frame.ts'
import type { MessageArchive } from './message-archive.ts'
import { RequestFailure } from './request-failure.ts'

/** From the ack of a change until it is told that it was made. */
const CHANGE_TIMEOUT_MS = 30_000

/** The list of an address book that has the items of a kind. */
const LISTS = { contact: 'contacts', group: 'groups', policy: 'policies' } as const

const EMPTY: AddressBookCopy = { contacts: [], groups: [], policies: [] }

interface AddressBookEvents {
  /** This device or another one has changed something. */
  change: AddressBookCopy
  /** The copy on this device could not be written. */
  error: unknown
}

export interface AddressBookOptions {
  /** Keeps a copy for when there is no connection; the same as for `Conversations`. */
  readonly archive?: MessageArchive
}

type AddressBookUpdate = Extract<AddressBookFrame, { readonly event: 'addressbook-updated' }>
type Without<Body, Fields extends PropertyKey> = Body extends unknown ? Omit<Body, Fields> : never
/** What a request says beyond that it is one. */
type Change = Without<Extract<RequestBody, { readonly sylkrtc: 'account-update-addressbook' }>, 'sylkrtc' | 'account'>

/** A change that was asked for, and of which nothing has been told yet. */
interface Pending {
  readonly kind: AddressBookKind
  readonly id: string
  readonly end: (failure: RequestFailure | null) => void
}

/**
 * The address book of an account, the same on all its devices (sylkrtc-protocol.md §9).
 *
 * ```ts
 * const book = await AddressBook.open(account, { archive })
 * book.on('change', () => render(book.contacts))            // by name
 * book.nameOf('bob@example.com')                            // what to call somebody; null where nobody knows
 * await book.putContact(book.newContact('Bob', ['bob@example.com']))
 * await book.putContact({ ...contact, name: 'Robert' })
 * await book.remove('contact', contact.id)
 * ```
 *
 * It is read whenever the account has been registered. Changes want a connection: they reject with a RequestFailure without one, and where
 * the gateway does not make them.
 */
export class AddressBook extends Emitter<AddressBookEvents> {
  readonly #account: Account
  readonly #archive: MessageArchive | null
  readonly #subscriptions: readonly (() => void)[]
  readonly #pending = new Set<Pending>()
  #copy: AddressBookCopy
  /** Contacts by their addresses in lower case. */
  #byUri = new Map<string, Contact>()

  private constructor(account: Account, archive: MessageArchive | null, copy: AddressBookCopy) {
    super()
    this.#account = account
    this.#archive = archive
    this.#copy = copy
    this.#index()
    this.#subscriptions = [
      account.connection.on('account', (event) => this.#take(event)),
      account.on('state', ({ kind }) => (kind === 'registered' ? this.#fetch() : kind === 'offline' && this.#giveUp())),
    ]
    if (account.state.kind === 'registered') this.#fetch()
  }

  /** Opens the copy that the archive has. Rejects where that cannot be read. */
  static async open(account: Account, { archive }: AddressBookOptions = {}): Promise<AddressBook> {
    const copy = (await archive?.addressBook()) ?? EMPTY
    return new AddressBook(account, archive ?? null, copy)
  }

  /** By name. */
  get contacts(): readonly Contact[] {
    return this.#copy.contacts
  }

  /** By name. Their members are as they were when the group was written last: `membersOf` has them as they are. */
  get groups(): readonly ContactGroup[] {
    return this.#copy.groups
  }

  get policies(): readonly ContactPolicy[] {
    return this.#copy.policies
  }

  /** The contact with that address, in any case; null where there is none. @param uri `user@domain`, or a number */
  find(uri: string): Contact | null {
    return this.#byUri.get(uri.toLowerCase()) ?? null
  }

  /** What to call whoever has that address; null where nobody has said so. */
  nameOf(uri: string): string | null {
    return this.find(uri)?.name || null
  }

  membersOf(group: ContactGroup): readonly Contact[] {
    const ids = new Set(group.contacts.map(({ id }) => id))
    return this.#copy.contacts.filter(({ id }) => ids.has(id))
  }

  /** A contact with an id of its own, to be put in. @param uris the one to call first */
  newContact(name: string, uris: readonly string[]): Contact {
    const [defaultUri, ...others] = uris.map((uri) => ({ id: this.#newId(), uri, type: 'SIP' }))
    const all = defaultUri === undefined ? [] : [{ ...defaultUri, default: true }, ...others]
    const [first] = all
    return {
      id: this.#newId(),
      name,
      uris: all,
      dialog: NO_HANDLING,
      presence: NO_HANDLING,
      attributes: {},
      ...(first !== undefined && { defaultUri: first }),
    }
  }

  newGroup(name: string, contacts: readonly Contact[] = []): ContactGroup {
    return { id: this.#newId(), name, attributes: {}, contacts: [...contacts] }
  }

  /** Adds a contact, or changes the one with its id. Resolves when all devices are told. Rejects with a RequestFailure. */
  putContact(data: Contact): Promise<void> {
    return this.#change('contact', data.id, { action: this.#actionFor('contact', data), type: 'contact', data })
  }

  /** As `putContact`. Gateways whose contacts are kept elsewhere may know no groups. */
  putGroup(data: ContactGroup): Promise<void> {
    return this.#change('group', data.id, { action: this.#actionFor('group', data), type: 'group', data })
  }

  /** As `putGroup`. */
  putPolicy(data: ContactPolicy): Promise<void> {
    return this.#change('policy', data.id, { action: this.#actionFor('policy', data), type: 'policy', data })
  }

  /** Resolves when all devices are told. Rejects with a RequestFailure. */
  remove(kind: AddressBookKind, id: string): Promise<void> {
    return this.#change(kind, id, { action: 'delete', type: kind, data: { id } })
  }

  /** Does not change any more. */
  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#giveUp()
  }

  #newId(): string {
    return this.#account.connection.platform.uuid()
  }

  #actionFor(kind: AddressBookKind, item: { readonly id: string }): 'add' | 'update' {
    return this.#copy[LISTS[kind]].some(({ id }) => id === item.id) ? 'update' : 'add'
  }

  /** The gateway acknowledges a change before it is made; that it was, is told as an event (§9). */
  #change(kind: AddressBookKind, id: string, change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => pending.end(new RequestFailure('timeout', `the change was not made within ${CHANGE_TIMEOUT_MS} ms`)),
        CHANGE_TIMEOUT_MS,
      )
      const pending: Pending = {
        kind,
        id,
        end: (failure) => {
          clearTimeout(timer)
          this.#pending.delete(pending)
          if (failure === null) resolve()
          else reject(failure)
        },
      }
      this.#pending.add(pending)
      const sent = this.#account.connection.request({
        sylkrtc: 'account-update-addressbook',
        account: this.#account.address,
        ...change,
      })
      sent.catch((error: unknown) => {
        pending.end(error instanceof RequestFailure ? error : new RequestFailure('refused', String(error)))
      })
    })
  }

  #take(event: AccountEvent): void {
    if (event.account !== this.#account.address) return
    switch (event.event) {
      case 'addressbook-fetched': {
        const { contacts, groups, policies } = event.addressbook
        this.#replace({
          contacts: itemsOf(contacts, readItem.contact),
          groups: itemsOf(groups, readItem.group),
          policies: itemsOf(policies, readItem.policy),
        })
        break
      }
      case 'addressbook-updated':
        this.#takeUpdate(event)
        break
      case 'addressbook-update-failed':
        this.#end(event.type, event.id, new RequestFailure('refused', event.error))
        // Nobody knows what of it is there now.
        this.#fetch()
        break
    }
  }

  #takeUpdate({ type, action, ...event }: AddressBookUpdate): void {
    if (type !== 'contact' && type !== 'group' && type !== 'policy') return
    const item = readItem[type](event[type])
    if (item === null) {
      // SylkServer does not say what was changed.
      this.#end(type, null, null)
      this.#fetch()
      return
    }
    const items: readonly { readonly id: string }[] = this.#copy[LISTS[type]]
    const kept = items.filter(({ id }) => id !== item.id)
    this.#replace({ ...this.#copy, [LISTS[type]]: action === 'delete' ? kept : [...kept, item] })
    this.#end(type, item.id, null)
  }

  /** @param id null: all of that kind */
  #end(kind: string, id: string | null, failure: RequestFailure | null): void {
    for (const pending of this.#pending) if (pending.kind === kind && (id === null || pending.id === id)) pending.end(failure)
  }

  #giveUp(): void {
    for (const pending of this.#pending) pending.end(new RequestFailure('disconnected', 'the connection to the gateway was lost'))
  }

  #fetch(): void {
    // Whatever comes of it comes as an event; where nothing comes, the copy stays as it is until the next registration.
    const request = { sylkrtc: 'account-fetch-addressbook', account: this.#account.address } as const
    this.#account.connection.request(request).catch(() => undefined)
  }

  #replace(copy: AddressBookCopy): void {
    const byName = (one: { readonly name: string }, other: { readonly name: string }) => one.name.localeCompare(other.name)
    this.#copy = { ...copy, contacts: [...copy.contacts].sort(byName), groups: [...copy.groups].sort(byName) }
    this.#index()
    this.#archive?.write({ addressBook: this.#copy }).catch((error: unknown) => this.emit('error', error))
    this.emit('change', this.#copy)
  }

  #index(): void {
    this.#byUri = new Map()
    for (const contact of this.#copy.contacts) for (const { uri } of contact.uris) this.#byUri.set(uri.toLowerCase(), contact)
  }
}
