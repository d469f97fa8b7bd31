import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
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

export interface JournalRow extends EntryRow {
  /** Account and sequence in one: see journal-row.ts. */
  readonly key: number
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
