import { IndexedDbKeyArchive } from '@weft/client/pgp/indexed-db-key-archive'
import { KEY_ARCHIVE_CONTRACT } from './key-archive-contract.ts'

/** What the test asks the page that this is loaded into. */
const keyPage = {
  /** Resolves where the statement holds, and rejects otherwise. */
  async holds(title: string): Promise<void> {
    await KEY_ARCHIVE_CONTRACT[title]?.(async (account) => new IndexedDbKeyArchive(account))
  },
  /** What is kept for an account after its database was deleted while it was open. */
  async survivesDeletion(account: string): Promise<readonly string[]> {
    const archive = new IndexedDbKeyArchive(account)
    await archive.keepOwn(['secret'])
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(`weft-keys ${account}`)
      request.onsuccess = () => resolve()
      request.onerror = () => reject(request.error)
    })
    await archive.keepOwn([...(await archive.own()), 'anew'])
    return archive.own()
  },
}
Object.assign(globalThis, { keyPage })
export type KeyPage = typeof keyPage
