import { IndexedDbArchive } from '@weft/client/indexed-db-archive'
import type { MessageArchive } from '@weft/client/message-archive'
import { ARCHIVE_CONTRACT, archivedMessage } from './archive-contract.ts'

const opened = async (account: string): Promise<IndexedDbArchive> => {
  const archive = await IndexedDbArchive.open(account)
  if (archive === null) throw new Error('another page has the account')
  return archive
}

/** What the test asks the page that this is loaded into. */
const archivePage = {
  /** Resolves where the statement holds, and rejects otherwise. */
  async holds(title: string): Promise<void> {
    const mine = new Set<MessageArchive>()
    const open = async () => {
      const archive = await opened(title)
      mine.add(archive)
      return archive
    }
    const close = async (archive: MessageArchive) => {
      if (archive instanceof IndexedDbArchive) await archive.close()
      mine.delete(archive)
    }
    await ARCHIVE_CONTRACT[title]?.({ open, close })
    for (const archive of mine) await close(archive)
  },
  /** Opens an account and keeps it. Resolves with whether that was possible. */
  async take(account: string): Promise<boolean> {
    return (await IndexedDbArchive.open(account)) !== null
  },
  /** Whether a write with something in it that cannot be stored leaves nothing behind. */
  async isAllOrNothing(): Promise<boolean> {
    const archive = await opened('atomic')
    const bad: object = { protection: () => undefined }
    const failed = await archive
      .write({ cursor: 'c', messages: [archivedMessage('m', 1), { ...archivedMessage('n', 2), ...bad }] })
      .then(
        () => false,
        () => true,
      )
    return failed && (await archive.load()).cursor === null && (await archive.messages(['in bob@example.com m'])).length === 0
  },
}
Object.assign(globalThis, { archivePage })
export type ArchivePage = typeof archivePage
