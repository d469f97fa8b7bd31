/** What clients keep with an item, for themselves. Parsed JSON. */
type Attributes = Readonly<Record<string, unknown>>

export interface EventHandling {
  readonly policy: string
  readonly subscribe: boolean
}

export interface ContactUri {
  readonly id: string
  readonly uri: string
  readonly type?: string | null
  readonly attributes?: Attributes
  readonly default?: boolean
}

export interface Contact {
  readonly id: string
  readonly name: string
  readonly uris: readonly ContactUri[]
  readonly dialog: EventHandling
  readonly presence: EventHandling
  readonly attributes?: Attributes
  readonly defaultUri?: ContactUri
}

export interface ContactGroup {
  readonly id: string
  readonly name: string
  readonly contacts: readonly Contact[]
  readonly attributes?: Attributes
}

export interface ContactPolicy {
  readonly id: string
  readonly name: string
  readonly uri: string
  readonly dialog: EventHandling
  readonly presence: EventHandling
  readonly attributes?: Attributes
}

/** An item of an address book. */
export type AddressBookEntry =
  | { readonly type: 'contact'; readonly item: Contact }
  | { readonly type: 'group'; readonly item: ContactGroup }
  | { readonly type: 'policy'; readonly item: ContactPolicy }

export type AddressBookEntryType = AddressBookEntry['type']

/** In the order in which they were first added. */
export interface AddressBook {
  readonly contacts: readonly Contact[]
  readonly groups: readonly ContactGroup[]
  readonly policies: readonly ContactPolicy[]
}

export type AddressBookChange =
  /** The whole item. One of its type and id that is there already is replaced, whatever the action is called. */
  | { readonly action: 'add' | 'update'; readonly entry: AddressBookEntry }
  /** Clients name items that they have no copy of by their id alone. Whether one that is not there counts as deleted is the keeper's to say. */
  | { readonly action: 'delete'; readonly type: AddressBookEntryType; readonly id: string }

export type AddressBookOutcome =
  /** As it is now, or for `delete` as it was; null where that is not known. */
  | { readonly kind: 'changed'; readonly entry: AddressBookEntry | null }
  /** `text` is for people; `retryable` says whether the same change may succeed later. */
  | { readonly kind: 'failed'; readonly text: string; readonly retryable: boolean }

/** Keeps the address books of accounts. */
export interface AddressBookKeeper {
  /** Empty where there is none. Rejects with Refusal where it cannot be told: nobody may take that for an empty one. */
  fetch(account: string): Promise<AddressBook>
  /** Never rejects. */
  change(account: string, change: AddressBookChange): Promise<AddressBookOutcome>
}
