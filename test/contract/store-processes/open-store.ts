import { PostgresStore } from '../../../server/src/adapters/store/postgres/postgres-store.ts'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/src/ports/store.ts'

/** Where a store is, in a form that another process can be told as well. */
export interface StorePlace {
  readonly kind: 'sqlite' | 'postgres'
  /** A file, or a URL. */
  readonly at: string
}

export async function openStore({ kind, at }: StorePlace): Promise<Store> {
  return kind === 'sqlite' ? new SqliteStore(at) : await PostgresStore.open(at)
}

/** The last two arguments of this process. */
export function placeFromArguments(): StorePlace {
  const [kind, at] = process.argv.slice(-2)
  if ((kind !== 'sqlite' && kind !== 'postgres') || at === undefined) throw new Error('usage: … sqlite FILE | postgres URL')
  return { kind, at }
}
