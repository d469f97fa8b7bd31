import * as z from 'zod/mini'
import { account } from './account.ts'
import { accountEvent, request } from './envelope.ts'
import { list } from './list.ts'
import { field, named } from './model.ts'
import { identifier, line } from './text.ts'

const MAX_NAME_LENGTH = 1024
const MAX_ATTRIBUTE_DEPTH = 16
const MAX_CONTACTS = 5000

const name = field(line(0, MAX_NAME_LENGTH), 'Name to show.')

/** True where `value` (parsed JSON) nests at most `depth` deep, so that it can be walked and written again safely. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((child) => isShallow(child, depth - 1))
}

const attributes = field(
  z.optional(
    z
      .record(z.string(), z.unknown())
      .check(z.refine((value) => isShallow(value, MAX_ATTRIBUTE_DEPTH), { error: 'attributes are nested too deeply' })),
  ),
  'Whatever the client wants to keep; stored as it is.',
)

const eventHandling = named(
  'EventHandling',
  z.object({
    policy: field(line(0, MAX_NAME_LENGTH), 'A word that clients agree on; stored as it is.'),
    subscribe: field(z.boolean(), 'Whether to subscribe.'),
  }),
  { description: 'How a contact and an event package go together.' },
)

const contactUri = named(
  'ContactURI',
  z.object({
    id: field(identifier, 'Chosen by the client.'),
    uri: field(line(0, MAX_NAME_LENGTH), 'An AOR, a telephone number, or whatever else.'),
    type: field(z.nullish(line(0, MAX_NAME_LENGTH)), 'A word for the kind of address; stored as it is.'),
    attributes,
    default: field(z.optional(z.boolean()), 'Whether it is the one to call.'),
  }),
  { description: 'One address of a contact.' },
)

const handling = {
  dialog: field(eventHandling, 'For the `dialog` package: calls.'),
  presence: field(eventHandling, 'For the `presence` package.'),
}

export const contact = named(
  'Contact',
  z.object({
    id: field(identifier, 'Chosen by the client.'),
    name,
    uris: field(list(contactUri, 256), 'Its addresses.'),
    ...handling,
    attributes,
    defaultUri: field(z.optional(contactUri), 'The address to use; the first of `uris` when absent.'),
    default_uri: field(z.optional(contactUri), 'Older spelling of `defaultUri`, understood in requests.'),
  }),
  { description: 'A contact.' },
)

export const contactGroup = named(
  'Group',
  z.object({
    id: field(identifier, 'Chosen by the client.'),
    name,
    attributes,
    contacts: field(list(contact, MAX_CONTACTS), 'Its members.'),
  }),
  { description: 'A group of contacts.' },
)

export const contactPolicy = named(
  'Policy',
  z.object({
    id: field(identifier, 'Chosen by the client.'),
    name,
    uri: field(line(0, MAX_NAME_LENGTH), 'Whom it is about.'),
    ...handling,
    attributes,
  }),
  { description: 'A rule about one address.' },
)

const updateMeaning = {
  description: 'Changes the address book. One item, whole; for `delete` its `id` is enough.',
  effect:
    '`addressbook-updated` to all connections of the account, or `addressbook-update-failed` to this one. Both come after the ack.',
  errors: ['Unknown account specified: <account>', 'Account not authenticated'],
  needsRegistration: true,
} as const

const itemKind = z.enum(['contact', 'group', 'policy'])

function storeItem<Kind extends string, Item extends z.core.$ZodType>(kind: Kind, data: Item) {
  const fields = { account, action: z.enum(['add', 'update']), type: z.literal(kind), data }
  return request('account-update-addressbook', 'AccountUpdateAddressBookRequest', updateMeaning, fields)
}

const deleteItem = request('account-update-addressbook', 'AccountUpdateAddressBookRequest', updateMeaning, {
  account,
  action: z.literal('delete'),
  type: itemKind,
  // Clients that have no copy send the id alone.
  data: named('AddressBookItem', z.object({ id: field(identifier, 'Chosen by the client.') }), { description: 'Names an item.' }),
})

export const accountUpdateAddressBookRequest = named(
  'AccountUpdateAddressBookRequest',
  z.discriminatedUnion('action', [
    named(
      'AccountUpdateAddressBookRequest',
      z.discriminatedUnion('type', [
        storeItem('contact', contact),
        storeItem('group', contactGroup),
        storeItem('policy', contactPolicy),
      ]),
      updateMeaning,
    ),
    deleteItem,
  ]),
  updateMeaning,
)

export const accountFetchAddressBookRequest = request(
  'account-fetch-addressbook',
  'AccountFetchAddressBookRequest',
  {
    description: 'Asks for the address book of an account.',
    effect: 'An `addressbook-fetched` event.',
    errors: ['Unknown account specified: <account>', 'Account not authenticated'],
    needsRegistration: true,
  },
  { account },
)

const addressBook = named(
  'AddressBook',
  z.strictObject({
    contacts: field(z.array(contact), 'May be empty.'),
    groups: field(z.array(contactGroup), 'May be empty.'),
    policies: field(z.array(contactPolicy), 'May be empty.'),
  }),
  { description: 'An address book. All three lists are always there.' },
)

/** The answer to `account-fetch-addressbook`. */
export const addressBookFetchedEvent = accountEvent(
  'addressbook-fetched',
  'AddressBookFetchedEvent',
  { description: 'The address book. Not sent when it cannot be read: clients would take an empty one for the truth.' },
  { addressbook: addressBook },
)
export type AddressBookFetchedEvent = z.infer<typeof addressBookFetchedEvent>

const action = z.enum(['add', 'update', 'delete'])
const updated = { description: 'The address book has changed.' }

/** A change of the address book, with the item as it is stored now (or was, for `delete`). */
export const addressBookUpdatedEvent = z.discriminatedUnion('type', [
  accountEvent('addressbook-updated', 'AddressBookContactUpdatedEvent', updated, { type: z.literal('contact'), action, contact }),
  accountEvent('addressbook-updated', 'AddressBookGroupUpdatedEvent', updated, {
    type: z.literal('group'),
    action,
    group: contactGroup,
  }),
  accountEvent('addressbook-updated', 'AddressBookPolicyUpdatedEvent', updated, {
    type: z.literal('policy'),
    action,
    policy: contactPolicy,
  }),
])
export type AddressBookUpdatedEvent = z.infer<typeof addressBookUpdatedEvent>

/** A change of the address book that did not happen. */
export const addressBookUpdateFailedEvent = accountEvent(
  'addressbook-update-failed',
  'AddressBookUpdateFailedEvent',
  { description: 'A change of the address book did not happen. Clients fetch the book again.' },
  {
    type: itemKind,
    action,
    error: field(z.string(), 'Text for people.'),
    id: field(z.string(), 'Of the item.'),
    retryable: field(z.optional(z.boolean()), 'Whether the same request may succeed later.'),
  },
)
export type AddressBookUpdateFailedEvent = z.infer<typeof addressBookUpdateFailedEvent>
