import { MemoryKeyArchive } from '@weft/client/pgp/key-archive'
import { expect, test } from 'vitest'
import { KEY_ARCHIVE_CONTRACT } from './key-archive-contract.ts'

test.each(Object.entries(KEY_ARCHIVE_CONTRACT))('in memory: %s', async (_, holds) => {
  const archives = new Map<string, MemoryKeyArchive>()
  const open = async (account: string) => {
    const archive = archives.get(account) ?? new MemoryKeyArchive()
    archives.set(account, archive)
    return archive
  }
  await expect(holds(open)).resolves.toBeUndefined()
})
