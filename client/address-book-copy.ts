import type { AddressBookFetchedEvent } from '@weft/wire/addressbook'

/** An address book, whole (sylkrtc-protocol.md §9). */
export type AddressBookCopy = AddressBookFetchedEvent['addressbook']
/** Somebody with one or more addresses. Its `id` is chosen by whoever adds it. */
export type Contact = AddressBookCopy['contacts'][number]
export type ContactGroup = AddressBookCopy['groups'][number]
export type ContactPolicy = AddressBookCopy['policies'][number]
