export interface AddressBookItem {
  readonly type: 'contact' | 'group' | 'policy'
  /** The client's, unique among the items of this type. */
  readonly id: string
  /** Text of an object, as the rules write it. */
  readonly json: string
}

/** Whom an account knows. */
export interface AddressBooks {
  /** In the order in which they were first put; null where the account has never had any. */
  items(account: string): Promise<readonly AddressBookItem[] | null>
  /** All of them or none. One of a type and id that is there takes its place. */
  put(account: string, items: readonly AddressBookItem[]): Promise<void>
  /** Resolves with the item as it was, null where there was none. The book stays, if empty. */
  remove(account: string, type: AddressBookItem['type'], id: string): Promise<AddressBookItem | null>
  /** The whole book; resolves with false where there was none. */
  removeAll(account: string): Promise<boolean>
}
