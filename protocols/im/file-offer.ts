// Files that a SIP client offers (rcs-ft-http) in the words of SylkRTC clients, and the other way round (sylkrtc-protocol.md §5.10, §7.3).
import { printDateTime } from './date-time.ts'
import type { FileParty, FileTransfer } from './file-transfer.ts'
import type { RcsFile } from './rcs-ft-http.ts'

/** The message that offers files. */
export interface FileOffer {
  readonly messageId: string
  readonly sender: FileParty
  readonly receiver: FileParty
  /** When it came in; ms since the epoch. */
  readonly now: number
  /** ms for which a file that says nothing of it is taken to be there. */
  readonly lifetime: number
}

/**
 * One transfer for each file, each to be stored as a message of its own. The first has the id of the message, the others have a number behind
 * it: under one id a journal would keep one of them.
 */
export function transfersOf(files: readonly RcsFile[], offer: FileOffer): FileTransfer[] {
  const { messageId, sender, receiver, now, lifetime } = offer
  return files.map(({ name, size, contentType, url, until, hash }, index) => ({
    id: index === 0 ? messageId : `${messageId}-${index}`,
    ...{ name, size, sender, receiver, timestamp: printDateTime(now) },
    until: until ?? printDateTime(now + lifetime),
    ...{ url, contentType, hash },
  }))
}

/** The file of a transfer, for a SIP client. */
export function rcsFileOf({ name, size, contentType, url, until, hash }: FileTransfer): RcsFile {
  return { name, size, contentType, url, until, hash }
}
