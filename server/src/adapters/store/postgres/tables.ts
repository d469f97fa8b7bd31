import type { Generated } from 'kysely'
import type { JournalEntry } from '../../../ports/journal-entry.ts'
import type { Awaits } from '../receipts.ts'
import type {
  AddressBookItemRow,
  AddressBookRow,
  ApiTokenRow,
  BindingRow,
  PublicKeyRow,
  PushTokenRow,
  SecretRow,
} from '../rows.ts'

/** An account whose messages are kept. Who writes into its journal locks its row, so that what is seen of a journal has no gap that is filled later. */
export interface AccountRow {
  readonly id: Generated<number>
  readonly address: string
  readonly last_sequence: Generated<number>
}

/** A message id that an account has or had. */
export interface PositionRow {
  readonly account: number
  readonly message_id: string
  readonly sequence: number
  /** Milliseconds since the epoch. */
  readonly arrived_at: number
}

export interface JournalRow {
  readonly account: number
  readonly sequence: number
  readonly awaits: Awaits
  readonly contact: string
  readonly direction: JournalEntry['direction']
  readonly content_type: string
  /** Milliseconds since the epoch. */
  readonly arrived_at: number
  readonly message_id: string
  /** Tokens with commas between them. */
  readonly disposition: string | null
  readonly state: string | null
  readonly timestamp: string
  /** As text.ts writes it. */
  readonly content: string
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
