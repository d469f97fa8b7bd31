import { randomBytes } from 'node:crypto'
import type { Secrets } from '../../../ports/secrets.ts'
import type { PostgresDatabase } from './database.ts'

const SECRET_BYTES = 32

export class PostgresSecrets implements Secrets {
  readonly #database: PostgresDatabase

  constructor(database: PostgresDatabase) {
    this.#database = database
  }

  secret(name: string): Promise<Uint8Array> {
    return this.#database.run(async (database) => {
      const made = { name, value: randomBytes(SECRET_BYTES) }
      await database
        .insertInto('secret')
        .values(made)
        .onConflict((same) => same.doNothing())
        .execute()
      const { value } = await database.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow()
      return new Uint8Array(value)
    })
  }
}
