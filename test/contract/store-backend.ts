import { afterEach } from 'vitest'
import type { Store } from '../../server/src/ports/store.ts'
import { openStore, type StorePlace } from './store-processes/open-store.ts'

/** A back end under test. */
export interface StoreBackend {
  /** Asked when a test runs. */
  place(): StorePlace
  /** Forgets everything; nobody has it open. */
  clear(): Promise<void>
}

/** How the tests of a contract come to their store. Each test begins with an empty one, and what it opened is closed after it. */
export interface StoreBench {
  /** The store; where it was open, it is closed first and opened again. */
  open(): Promise<Store>
  /** The store once more, beside those that are open, as another process has it. */
  openBeside(): Promise<Store>
}

export function storeBench(backend: StoreBackend): StoreBench {
  const opened: Store[] = []
  const closeAll = async () => {
    for (const store of opened.splice(0)) await store.close()
  }
  const openBeside = async () => {
    const store = await openStore(backend.place())
    opened.push(store)
    return store
  }
  afterEach(async () => {
    await closeAll()
    await backend.clear()
  })
  return {
    openBeside,
    open: async () => {
      await closeAll()
      return await openBeside()
    },
  }
}
