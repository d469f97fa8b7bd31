import { type KeyArchive, MemoryKeyArchive } from '@weft/client/pgp/key-archive'

/** The browser's place for the keys of an account; where it has none, as in some private windows, they are kept until the page goes. */
export async function openKeys(account: string): Promise<KeyArchive> {
  const { IndexedDbKeyArchive } = await import('@weft/client/pgp/indexed-db-key-archive')
  const archive = new IndexedDbKeyArchive(account)
  return archive.own().then(
    () => archive,
    () => new MemoryKeyArchive(),
  )
}
