import { DiskBlobs } from '../adapters/blob/disk-blobs.ts'
import { announcementOf, fileWords } from '../applications/gateway/file-words.ts'
import type { Config } from '../config/config.ts'
import { FileHousekeeping } from '../core/file/file-housekeeping.ts'
import { FileQuota } from '../core/file/file-quota.ts'
import { FileTransfers } from '../core/file/file-transfers.ts'
import type { Messaging } from '../core/message/messaging.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journals } from '../ports/journals.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'

interface FileNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly journals: Journals
  readonly messaging: Messaging
  /** Where clients reach this server, without a slash at the end. */
  readonly baseUrl: () => string
}

/** Files that users send each other, and who clears up after them. */
export interface FileParts {
  readonly transfers: FileTransfers
  readonly housekeeping: FileHousekeeping
}

const DAY = 86_400_000

export function filesOf({ files, gateway }: Config, needs: FileNeeds): FileParts {
  const { clock, random, log, journals, messaging, baseUrl } = needs
  const lifetime = gateway.filetransferExpireDays * DAY
  const blobs = new DiskBlobs(gateway.fileTransferDir, random)
  const quota = new FileQuota({ perAccount: files.quotaPerAccount, total: files.quota })
  const housekeeping = new FileHousekeeping(lifetime, { blobs, clock, log, quota })
  const transfers = new FileTransfers(
    { maxFileSize: files.maxFileSize, keepFree: files.keepFree, lifetime },
    {
      ...{ blobs, clock, random, log, quota },
      words: fileWords(baseUrl),
      parties: {
        isConnected: (account, address) => messaging.devices.isConnected(account, address),
        hasJournal: (account) => journals.isActive(account),
        hasRecord: async (account, messageId) => (await journals.entry(account, messageId)) !== null,
      },
      announce: (file) => messaging.files.announce(announcementOf(file, baseUrl())),
    },
  )
  return { transfers, housekeeping }
}
