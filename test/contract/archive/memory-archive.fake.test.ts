import { MemoryArchive } from '@weft/client/memory-archive'
import { expect, test } from 'vitest'
import { ARCHIVE_CONTRACT } from './archive-contract.ts'

test.each(Object.entries(ARCHIVE_CONTRACT))('in memory: %s', async (_, holds) => {
  const archive = new MemoryArchive()
  await expect(holds({ open: async () => archive, close: async () => undefined })).resolves.toBeUndefined()
})
