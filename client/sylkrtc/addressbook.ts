import type { Account } from '../account.ts'
import { AddressBook } from '../address-book.ts'
import type { AddressBookKind, Contact, ContactGroup, ContactPolicy } from '../address-book-copy.ts'
import type { AccountEvent } from '../frame.ts'
import { EventEmitter } from './event-emitter.ts'

/** A change that an account's gateway did not make. */
export interface FailedUpdate {
  readonly error: string
  readonly action: 'add' | 'update' | 'delete'
  readonly type: AddressBookKind
  readonly id: string
  /** `user@domain` */
  readonly account: string
}

/** An address book that an application has kept. */
export interface AddressbookData {
  readonly contacts?: readonly Contact[]
  readonly groups?: readonly ContactGroup[]
  readonly policies?: readonly ContactPolicy[]
}

interface AddressbookEvents {
  /** The gateway has told all there is. */
  dataLoaded: []
  /** What the application had kept is there. */
  dataCacheLoaded: []
  dataUpdated: []
  dataDeleted: [{ readonly type: string; readonly data: unknown }]
  dataUpdateFailed: [FailedUpdate]
}

/** The address books of all accounts of a connection, as one. Changes are made in each. */
export class Addressbook extends EventEmitter<AddressbookEvents> {
  readonly #books = new Map<Account, AddressBook>()
  #kept: AddressbookData = {}

  get contacts(): readonly Contact[] {
    return this.#all((book) => book.contacts, this.#kept.contacts)
  }

  get groups(): readonly ContactGroup[] {
    return this.#all((book) => book.groups, this.#kept.groups)
  }

  get policies(): readonly ContactPolicy[] {
    return this.#all((book) => book.policies, this.#kept.policies)
  }

  /** Null where there is none with that id; so with the others. */
  getContact(contactId: string): Contact | null {
    return withId(this.contacts, contactId)
  }

  getGroup(groupId: string): ContactGroup | null {
    return withId(this.groups, groupId)
  }

  getPolicy(policyId: string): ContactPolicy | null {
    return withId(this.policies, policyId)
  }

  addContact(contact: Contact): void {
    this.#change({ type: 'contact', id: contact.id, action: 'add' }, (book) => book.putContact(contact))
  }

  updateContact(contact: Contact): void {
    this.#change({ type: 'contact', id: contact.id, action: 'update' }, (book) => book.putContact(contact))
  }

  deleteContact(contactId: string): void {
    this.#delete('contact', contactId)
  }

  addGroup(group: ContactGroup): void {
    this.#change({ type: 'group', id: group.id, action: 'add' }, (book) => book.putGroup(group))
  }

  updateGroup(group: ContactGroup): void {
    this.#change({ type: 'group', id: group.id, action: 'update' }, (book) => book.putGroup(group))
  }

  deleteGroup(groupId: string): void {
    this.#delete('group', groupId)
  }

  addPolicy(policy: ContactPolicy): void {
    this.#change({ type: 'policy', id: policy.id, action: 'add' }, (book) => book.putPolicy(policy))
  }

  updatePolicy(policy: ContactPolicy): void {
    this.#change({ type: 'policy', id: policy.id, action: 'update' }, (book) => book.putPolicy(policy))
  }

  deletePolicy(policyId: string): void {
    this.#delete('policy', policyId)
  }

  addGroupMember(groupId: string, contactId: string): void {
    const [group, contact] = [this.getGroup(groupId), this.getContact(contactId)]
    if (group === null || contact === null) return
    this.updateGroup({ ...group, contacts: [...group.contacts.filter(({ id }) => id !== contactId), contact] })
  }

  deleteGroupMember(groupId: string, contactId: string): void {
    const group = this.getGroup(groupId)
    if (group !== null) this.updateGroup({ ...group, contacts: group.contacts.filter(({ id }) => id !== contactId) })
  }

  /** Shows what the application has kept until a gateway tells what there is. */
  load(addressbookData: AddressbookData): void {
    this.#kept = addressbookData
    this.emit('dataCacheLoaded')
  }

  /** For the connection: an account was added. The returned function takes its book out. */
  open(account: Account): () => void {
    const ends: (() => void)[] = []
    let closed = false
    // There is no archive that could not be read.
    void AddressBook.open(account).then((book) => {
      if (closed) return book.close()
      this.#books.set(account, book)
      // After the book itself, which has taken what is told by then.
      const unsubscribe = account.connection.on('account', (event) => event.account === account.address && this.#take(event))
      ends.push(unsubscribe, () => book.close())
    })
    return () => {
      closed = true
      for (const end of ends) end()
      this.#books.delete(account)
    }
  }

  #take(event: AccountEvent): void {
    switch (event.event) {
      case 'addressbook-fetched':
        this.#kept = {}
        this.emit('dataLoaded')
        break
      case 'addressbook-updated': {
        const { type, action } = event
        if (action !== 'delete') this.emit('dataUpdated')
        else this.emit('dataDeleted', { type, data: event.contact ?? event.group ?? event.policy })
        break
      }
    }
  }

  /** Each item once, though several accounts may have it. */
  #all<Item extends { readonly id: string }>(
    of: (book: AddressBook) => readonly Item[],
    kept: readonly Item[] = [],
  ): readonly Item[] {
    const told = [...this.#books.values()].flatMap(of)
    return [...new Map([...kept, ...told].map((item) => [item.id, item])).values()]
  }

  #delete(type: AddressBookKind, id: string): void {
    this.#change({ type, id, action: 'delete' }, (book) => book.remove(type, id))
  }

  #change(what: Pick<FailedUpdate, 'type' | 'id' | 'action'>, make: (book: AddressBook) => Promise<void>): void {
    for (const [account, book] of this.#books) {
      make(book).catch((error: Error) => {
        this.emit('dataUpdateFailed', { ...what, error: error.message, account: account.address })
      })
    }
  }
}

function withId<Item extends { readonly id: string }>(items: readonly Item[], wanted: string): Item | null {
  return items.find(({ id }) => id === wanted) ?? null
}
