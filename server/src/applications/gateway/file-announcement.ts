import { fileAnnouncement } from '@weft/protocols/im/file-announcement'
import { rcsFileOf } from '@weft/protocols/im/file-offer'
import { FILE_TRANSFER_CONTENT_TYPE, printFileTransfer } from '@weft/protocols/im/file-transfer'
import { printRcsFtHttp, RCS_FT_HTTP_CONTENT_TYPE } from '@weft/protocols/im/rcs-ft-http'
import type { FileAnnouncement } from '../../core/file-messages.ts'
import type { TransferredFile } from '../../core/transferred-file.ts'
import { transferOf } from './file-words.ts'

/** What both sides are told of a file (sylkrtc-protocol §7.3). `base`: the public base URL of this server. */
export function announcementOf(file: TransferredFile, base: string): FileAnnouncement {
  const transfer = transferOf(file, base)
  const { id, sender, receiver, timestamp, url, name, size } = transfer
  return {
    ...{ id, sender, receiver: receiver.uri, timestamp },
    ...{ contentType: FILE_TRANSFER_CONTENT_TYPE, content: printFileTransfer(transfer) },
    offer: { contentType: RCS_FT_HTTP_CONTENT_TYPE, content: printRcsFtHttp([rcsFileOf(transfer)]) },
    // Encrypted, for a client that has the key: nobody else can read it.
    text: name.toLowerCase().endsWith('.asc') ? null : fileAnnouncement(url, size),
  }
}
