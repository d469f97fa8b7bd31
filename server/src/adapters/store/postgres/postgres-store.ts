import type { Store } from '../../../ports/store.ts'
import { PostgresAddressBooks } from './address-books.ts'
import { PostgresApiTokens } from './api-tokens.ts'
import { PostgresDatabase } from './database.ts'
import { PostgresJournals } from './journals.ts'
import { PostgresLocation } from './location.ts'
import { PostgresPublicKeys } from './public-keys.ts'
import { PostgresPushTokens } from './push-tokens.ts'
import { PostgresSecrets } from './secrets.ts'

/** The store in a PostgreSQL database, which several nodes may share. */
export class PostgresStore implements Store {
  readonly location: PostgresLocation
  readonly secrets: PostgresSecrets
  readonly journals: PostgresJournals
  readonly publicKeys: PostgresPublicKeys
  readonly apiTokens: PostgresApiTokens
  readonly pushTokens: PostgresPushTokens
  readonly addressBooks: PostgresAddressBooks
  readonly #database: PostgresDatabase

  private constructor(database: PostgresDatabase) {
    this.location = new PostgresLocation(database)
    this.secrets = new PostgresSecrets(database)
    this.journals = new PostgresJournals(database)
    this.publicKeys = new PostgresPublicKeys(database)
    this.apiTokens = new PostgresApiTokens(database)
    this.pushTokens = new PostgresPushTokens(database)
    this.addressBooks = new PostgresAddressBooks(database)
    this.#database = database
  }

  /**
   * Brings the database to our schema. `url` as libpq takes it (its documentation, 34.1.1.2): `postgres://user:password@host:port/name`.
   * Rejects with Error, which shows no password, where it cannot be used.
   */
  static async open(url: string): Promise<PostgresStore> {
    return new PostgresStore(await PostgresDatabase.open(url))
  }

  async close(): Promise<void> {
    await Promise.all([this.location.close(), this.journals.close()])
    await this.#database.close()
  }
}
