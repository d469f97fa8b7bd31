import { CachedLocation } from '../adapters/store/cached-location.ts'
import { SqliteStore } from '../adapters/store/sqlite/sqlite-store.ts'
import type { Config } from '../config/config.ts'
import type { Location } from '../ports/location.ts'
import type { Store } from '../ports/store.ts'

/** The store that [Store] of weft.ini names, brought to our schema. Rejects with Error, which shows no password, where it cannot be used. `patience`: as of SqliteStore. */
export async function openStore({ store }: Config, patience?: number): Promise<Store> {
  if (store.url === null) return new SqliteStore(store.path, patience)
  // Most have no need of it, and shall not wait for it.
  const { PostgresStore } = await import('../adapters/store/postgres/postgres-store.ts')
  return await PostgresStore.open(store.url)
}

/** Where the server looks up who is registered. What it remembers of that holds as long as nobody else writes there, as other nodes do. */
export function locationOf({ store: settings }: Config, store: Store): Location {
  return settings.url === null ? new CachedLocation(store.location) : store.location
}
