import type {
  AddressBook,
  AddressBookEntry,
  AddressBookEntryType,
  Contact,
  ContactUri,
  EventHandling,
} from '../../ports/address-book.ts'

/** A contact as clients and older stores write it. */
export interface StatedContact extends Contact {
  /** Older spelling of `defaultUri`, which wins where both are there. */
  readonly default_uri?: ContactUri
}

/** With everything that clients read without looking (sylkrtc-protocol §9). */
export interface CompleteContact extends Contact {
  readonly defaultUri: ContactUri
}

/** What is not known of an item that is gone. */
const UNKNOWN: EventHandling = { policy: '', subscribe: false }

/** The contact with the address to use, the first of its addresses where it names none, and with attributes. */
export function completeContact({ default_uri, ...contact }: StatedContact): CompleteContact {
  // Clients read `defaultUri.uri` of every contact, of one without any address as well.
  const defaultUri = contact.defaultUri ?? default_uri ?? contact.uris[0] ?? { id: contact.id, uri: '' }
  return { ...contact, attributes: contact.attributes ?? {}, defaultUri }
}

/** The entry, its contacts complete. */
export function completeEntry(entry: AddressBookEntry): AddressBookEntry {
  const attributes = entry.item.attributes ?? {}
  switch (entry.type) {
    case 'contact':
      return { type: 'contact', item: completeContact(entry.item) }
    case 'group':
      return { type: 'group', item: { ...entry.item, attributes, contacts: entry.item.contacts.map(completeContact) } }
    case 'policy':
      return { type: 'policy', item: { ...entry.item, attributes } }
  }
}

/** The book, all its contacts complete. */
export function completeBook({ contacts, groups, policies }: AddressBook): AddressBook {
  return {
    contacts: contacts.map(completeContact),
    groups: groups.map((item) => ({ ...item, attributes: item.attributes ?? {}, contacts: item.contacts.map(completeContact) })),
    policies: policies.map((item) => ({ ...item, attributes: item.attributes ?? {} })),
  }
}

/**
 * What is said of an item that is gone when only its id is known: in the shape of its type, for clients read names and addresses of what they
 * are told of.
 */
export function goneEntry(type: AddressBookEntryType, id: string): AddressBookEntry {
  const common = { id, name: '' }
  switch (type) {
    case 'contact':
      return completeEntry({ type, item: { ...common, uris: [], dialog: UNKNOWN, presence: UNKNOWN } })
    case 'group':
      return completeEntry({ type, item: { ...common, contacts: [] } })
    case 'policy':
      return completeEntry({ type, item: { ...common, uri: '', dialog: UNKNOWN, presence: UNKNOWN } })
  }
}
