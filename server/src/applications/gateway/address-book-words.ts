import type { AddressBookFetchedEvent, AddressBookUpdatedEvent, AddressBookUpdateFailedEvent } from '@weft/wire/addressbook'
import type { RequestOf } from '@weft/wire/request'
import type { AddressBookReport } from '../../core/account/address-book.ts'
import type { AddressBook, AddressBookChange, Contact, ContactGroup } from '../../ports/address-book.ts'

type WireContact = AddressBookFetchedEvent['addressbook']['contacts'][number]
type WireGroup = AddressBookFetchedEvent['addressbook']['groups'][number]

/** What a client asks to be done with its address book (sylkrtc-protocol §9). */
export function addressBookChange(request: RequestOf<'account-update-addressbook'>): AddressBookChange {
  if (request.action === 'delete') return { action: 'delete', type: request.type, id: request.data.id }
  const { action } = request
  switch (request.type) {
    case 'contact':
      return { action, entry: { type: 'contact', item: request.data } }
    case 'group':
      return { action, entry: { type: 'group', item: request.data } }
    case 'policy':
      return { action, entry: { type: 'policy', item: request.data } }
  }
}

/** A whole address book. All three lists are always there. */
export function addressBookMessage(account: string, { contacts, groups, policies }: AddressBook): AddressBookFetchedEvent {
  const addressbook = { contacts: contacts.map(contactOf), groups: groups.map(groupOf), policies: [...policies] }
  return { sylkrtc: 'account-event', account, event: 'addressbook-fetched', addressbook }
}

/** What became of a change. `updated` is for all devices of the account, `update-failed` for the one that asked. */
export function addressBookReportMessage(
  account: string,
  report: AddressBookReport,
): AddressBookUpdatedEvent | AddressBookUpdateFailedEvent {
  const common = { sylkrtc: 'account-event', account } as const
  if (report.kind === 'update-failed') {
    const { action, type, id, error, retryable } = report
    return { ...common, event: 'addressbook-update-failed', type, action, error, id, retryable }
  }
  const { action, entry } = report
  const updated = { ...common, event: 'addressbook-updated', action } as const
  switch (entry.type) {
    case 'contact':
      return { ...updated, type: 'contact', contact: contactOf(entry.item) }
    case 'group':
      return { ...updated, type: 'group', group: groupOf(entry.item) }
    case 'policy':
      return { ...updated, type: 'policy', policy: entry.item }
  }
}

function contactOf(contact: Contact): WireContact {
  return { ...contact, uris: [...contact.uris] }
}

function groupOf(group: ContactGroup): WireGroup {
  return { ...group, contacts: group.contacts.map(contactOf) }
}
