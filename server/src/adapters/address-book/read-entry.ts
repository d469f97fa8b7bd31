import { contact, contactGroup, contactPolicy } from '@weft/wire/addressbook'
import type { AddressBook, AddressBookEntry, AddressBookEntryType } from '../../ports/address-book.ts'
import { member } from './json.ts'

const LISTS = { contact: 'contacts', group: 'groups', policy: 'policies' } as const

/** Optional fields that some write as null where there is nothing. The others may be null, or must be there. */
const ABSENT_WHEN_NULL = new Set(['attributes', 'default', 'defaultUri', 'default_uri'])

/** An item that was kept elsewhere (parsed JSON); null where it is none. What is not known is left out, as in what clients send. */
export function readEntry(type: AddressBookEntryType, value: unknown): AddressBookEntry | null {
  const given = withoutNulls(value)
  switch (type) {
    case 'contact': {
      const { success, data } = contact.safeParse(given)
      return success ? { type, item: data } : null
    }
    case 'group': {
      const { success, data } = contactGroup.safeParse(given)
      return success ? { type, item: data } : null
    }
    case 'policy': {
      const { success, data } = contactPolicy.safeParse(given)
      return success ? { type, item: data } : null
    }
  }
}

/** The lists of a whole book (parsed JSON), to be read item by item. A list that is missing is empty; null where none of the three is there. */
export function readLists(value: unknown): readonly (readonly [AddressBookEntryType, readonly unknown[]])[] | null {
  const lists = (['contact', 'group', 'policy'] as const).map((type) => [type, member(value, LISTS[type])] as const)
  // Something that is no list is no book, and an answer about something else altogether is no empty one.
  if (lists.every(([, list]) => list === undefined) || lists.some(([, list]) => list !== undefined && !Array.isArray(list)))
    return null
  return lists.map(([type, list]) => [type, Array.isArray(list) ? list : []] as const)
}

/** A book of these entries, in their order. */
export function bookOf(entries: readonly AddressBookEntry[]): AddressBook {
  return {
    contacts: entries.flatMap((entry) => (entry.type === 'contact' ? [entry.item] : [])),
    groups: entries.flatMap((entry) => (entry.type === 'group' ? [entry.item] : [])),
    policies: entries.flatMap((entry) => (entry.type === 'policy' ? [entry.item] : [])),
  }
}

/** Arrays and objects within each other, from a group down to the fields of its contacts' addresses. */
const DEPTH = 6

/** The attributes stay as they are: they are the clients' own. */
function withoutNulls(value: unknown, depth = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth - 1))
  const kept = Object.entries(value).filter(([name, field]) => field !== null || !ABSENT_WHEN_NULL.has(name))
  return Object.fromEntries(kept.map(([name, field]) => [name, name === 'attributes' ? field : withoutNulls(field, depth - 1)]))
}
