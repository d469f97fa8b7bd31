import { DummyDriver, type Generated, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
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

/** An account whose messages are kept. */
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

/** The columns stand in the order in which statements bind them. */
export interface JournalRow {
  /** Account and sequence in one: see journal-table.ts. */
  readonly key: number
  readonly account: number
  readonly awaits: Awaits
  readonly contact: string
  readonly direction: 'outgoing' | 'incoming' | ''
  readonly content_type: string
  /** Milliseconds since the epoch. */
  readonly arrived_at: number
  readonly message_id: string
  /** Tokens with commas between them. */
  readonly disposition: string | null
  readonly state: string | null
  readonly timestamp: string
  readonly content: string
}

interface Tables {
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

/**
 * Writes SQL and runs nothing: statements are compiled and prepared once, and then run by better-sqlite3 itself, since within a transaction that others
 * wait for nothing may be asynchronous, as everything is that kysely runs.
 */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
