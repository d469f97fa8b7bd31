import { type Fields, hasStrings, isFields } from './fields.ts'

interface OnAccount {
  readonly sylkrtc: 'account-event'
  readonly account: string
}

/** What the gateway says of an account's address book (sylkrtc-protocol.md §9). What is in it is read item by item: see `readItem`. */
export type AddressBookFrame =
  | (OnAccount & { readonly event: 'addressbook-fetched'; readonly addressbook: Fields })
  | (OnAccount & {
      readonly event: 'addressbook-updated'
      readonly type: string
      readonly action: string
      readonly contact?: unknown
      readonly group?: unknown
      readonly policy?: unknown
    })
  | (OnAccount & {
      readonly event: 'addressbook-update-failed'
      readonly type: string
      readonly id: string
      readonly error: string
    })

const CHECKS: Readonly<Record<string, (fields: Fields) => boolean>> = {
  'addressbook-fetched': ({ addressbook }) => isFields(addressbook),
  'addressbook-updated': (fields) => hasStrings(fields, ['type', 'action']),
  'addressbook-update-failed': (fields) => hasStrings(fields, ['type', 'id', 'error']),
}

/** Whether an account event of the gateway's is one about the address book, and complete. */
export function isAddressBookFrame(fields: Fields): fields is Fields & AddressBookFrame {
  const name = String(fields.event)
  return Object.hasOwn(CHECKS, name) && CHECKS[name]?.(fields) === true
}
