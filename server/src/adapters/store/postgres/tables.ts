import type {
  AccountRow,
  AddressBookItemRow,
  AddressBookRow,
  ApiTokenRow,
  BindingRow,
  EntryRow,
  PositionRow,
  PublicKeyRow,
  PushTokenRow,
  SecretRow,
} from '../rows.ts'

/** Its content is as text.ts writes it. */
export interface JournalRow extends EntryRow {
  readonly sequence: number
}

export interface Tables {
  readonly account: AccountRow
  readonly address_book: AddressBookRow
  readonly address_book_item: AddressBookItemRow
  readonly api_token: ApiTokenRow
  readonly binding: BindingRow
  readonly journal: JournalRow
  readonly position: PositionRow
  readonly public_key: PublicKeyRow
  readonly push_token: PushTokenRow
  readonly secret: SecretRow
}
