import type { Database } from 'better-sqlite3'
import type { Store } from '../../../ports/store.ts'
import { SqliteAddressBooks } from './address-books.ts'
import { SqliteApiTokens } from './api-tokens.ts'
import { openDatabase } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { SqliteJournals } from './journals.ts'
import { SqliteLocation } from './location.ts'
import { SqlitePublicKeys } from './public-keys.ts'
import { SqlitePushTokens } from './push-tokens.ts'
import { SqliteSecrets } from './secrets.ts'

/** The store in one SQLite file. */
export class SqliteStore implements Store {
  readonly location: SqliteLocation
  readonly secrets: SqliteSecrets
  readonly journals: SqliteJournals
  readonly publicKeys: SqlitePublicKeys
  readonly apiTokens: SqliteApiTokens
  readonly pushTokens: SqlitePushTokens
  readonly addressBooks: SqliteAddressBooks
  readonly #database: Database
  readonly #commits: GroupCommit

  /** Makes the file where there is none. Throws Error where it cannot be used. `patience`: ms to wait for another process that is writing. */
  constructor(path: string, patience?: number) {
    const database = openDatabase(path, patience)
    const commits = new GroupCommit(database)
    this.location = new SqliteLocation(database, commits)
    this.secrets = new SqliteSecrets(database, commits)
    this.journals = new SqliteJournals(database, commits)
    this.publicKeys = new SqlitePublicKeys(database, commits)
    this.apiTokens = new SqliteApiTokens(database, commits)
    this.pushTokens = new SqlitePushTokens(database, commits)
    this.addressBooks = new SqliteAddressBooks(database, commits)
    this.#database = database
    this.#commits = commits
  }

  async close(): Promise<void> {
    this.#commits.close()
    this.#database.close()
  }
}
