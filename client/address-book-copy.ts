import type { AddressBookFetchedEvent } from '@weft/wire/addressbook'
import { type Fields, hasStrings, isFields } from './fields.ts'

/** An address book, whole (sylkrtc-protocol.md §9). */
export type AddressBookCopy = AddressBookFetchedEvent['addressbook']
/** Somebody with one or more addresses. Its `id` is chosen by whoever adds it. */
export type Contact = AddressBookCopy['contacts'][number]
export type ContactUri = Contact['uris'][number]
export type ContactGroup = AddressBookCopy['groups'][number]
export type ContactPolicy = AddressBookCopy['policies'][number]
type EventHandling = Contact['dialog']

/** What an address book has, by the words of the wire. */
export interface AddressBookItems {
  readonly contact: Contact
  readonly group: ContactGroup
  readonly policy: ContactPolicy
}
export type AddressBookKind = keyof AddressBookItems

/** What clients agree on for contacts of which nothing particular is wanted. */
export const NO_HANDLING: EventHandling = { policy: 'default', subscribe: false }

/**
 * Reads what a gateway or another client has put into an address book; what is missing gets what is usual, and fields that are not known
 * are dropped. Null for what is no item of that kind.
 */
export const readItem: { readonly [Kind in AddressBookKind]: (value: unknown) => AddressBookItems[Kind] | null } = {
  contact: readContact,
  group: (value) => {
    if (!isFields(value) || !hasStrings(value, ['id'])) return null
    return { ...named(value), contacts: itemsOf(value.contacts, readContact) }
  },
  policy: (value) => {
    if (!isFields(value) || !hasStrings(value, ['id', 'uri'])) return null
    return { ...named(value), uri: String(value.uri), ...handling(value) }
  },
}

/** Those of a list that can be read. */
export function itemsOf<Item>(list: unknown, read: (value: unknown) => Item | null): Item[] {
  return Array.isArray(list) ? list.flatMap((value) => read(value) ?? []) : []
}

function readContact(value: unknown): Contact | null {
  if (!isFields(value) || !hasStrings(value, ['id'])) return null
  const uris = itemsOf(value.uris, readUri)
  const defaultUri = readUri(value.defaultUri) ?? uris.find((uri) => uri.default === true) ?? uris[0]
  return { ...named(value), uris, ...handling(value), ...(defaultUri !== undefined && { defaultUri }) }
}

function readUri(value: unknown): ContactUri | null {
  if (!isFields(value) || !hasStrings(value, ['id', 'uri'])) return null
  const { id, uri, type } = value
  return {
    id: String(id),
    uri: String(uri),
    ...(typeof type === 'string' && { type }),
    ...(isFields(value.attributes) && { attributes: { ...value.attributes } }),
    ...(value.default === true && { default: true }),
  }
}

function named({ id, name, attributes }: Fields) {
  return {
    id: String(id),
    name: typeof name === 'string' ? name : '',
    ...(isFields(attributes) && { attributes: { ...attributes } }),
  }
}

function handling({ dialog, presence }: Fields) {
  return { dialog: readHandling(dialog), presence: readHandling(presence) }
}

function readHandling(value: unknown): EventHandling {
  if (!isFields(value)) return NO_HANDLING
  const { policy, subscribe } = value
  return { policy: typeof policy === 'string' ? policy : NO_HANDLING.policy, subscribe: subscribe === true }
}
