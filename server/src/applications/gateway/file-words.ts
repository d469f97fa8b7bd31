import { parseContentType } from '@weft/protocols/im/content-type'
import { printDateTime } from '@weft/protocols/im/date-time'
import { fileAnnouncement } from '@weft/protocols/im/file-announcement'
import { printFileHash } from '@weft/protocols/im/file-hash'
import { rcsFileOf } from '@weft/protocols/im/file-offer'
import {
  FILE_TRANSFER_CONTENT_TYPE,
  type FileTransfer,
  FileTransferError,
  parseFileTransfer,
  printFileTransfer,
} from '@weft/protocols/im/file-transfer'
import { printRcsFtHttp, RCS_FT_HTTP_CONTENT_TYPE } from '@weft/protocols/im/rcs-ft-http'
import { parseAor } from '@weft/wire/aor'
import { accountKey } from '../../core/devices.ts'
import type { FileWords, NotedFile } from '../../core/file/file-transfers.ts'
import { type TransferredFile, urlParts } from '../../core/file/transferred-file.ts'
import type { FileAnnouncement } from '../../core/message/file-messages.ts'

const UNKNOWN_TYPE = 'application/octet-stream'
/** Characters of a type that clients are told. */
const LONGEST_LINE = 255

/** What clients are told of a file. `base`: the public base URL of this server (sylkrtc-protocol §7.1). */
export function transferOf(file: TransferredFile, base: string): FileTransfer {
  const { id, name, size, contentType, sha1, sender, receiver, storedAt, until } = file
  return {
    ...{ id, name, size, contentType },
    sender: { uri: sender, displayName: '' },
    receiver: { uri: receiver, displayName: '' },
    timestamp: printDateTime(storedAt),
    until: printDateTime(until),
    url: `${base}/webrtcgateway/filetransfer/${urlParts(file).map(encodeURIComponent).join('/')}`,
    hash: sha1.length === 0 ? null : printFileHash(sha1),
  }
}

/** What all devices of both are told of a file. Encrypted ones are of no use to who knows no transfers, so nobody is sent a link to them. */
export function announcementOf(file: TransferredFile, base: string): FileAnnouncement {
  const { id, name, size, sender, receiver } = file
  const transfer = transferOf(file, base)
  return {
    ...{ id, sender: { uri: sender, displayName: '' }, receiver, timestamp: transfer.timestamp },
    ...{ contentType: FILE_TRANSFER_CONTENT_TYPE, content: printFileTransfer(transfer) },
    offer: { contentType: RCS_FT_HTTP_CONTENT_TYPE, content: printRcsFtHttp([rcsFileOf(transfer)]) },
    text: name.endsWith('.asc') ? null : fileAnnouncement(transfer.url, size),
  }
}

/** The note beside a file is what clients are told of it, as SylkServer has it, and what only we know. */
export function fileWords(base: () => string): FileWords {
  return {
    account: (address) => {
      const aor = parseAor(address)
      return aor === null ? null : accountKey(aor)
    },
    contentType: (given) => (given.length <= LONGEST_LINE && parseContentType(given) !== null ? given : UNKNOWN_TYPE),
    printNote: (file) => {
      const told: unknown = JSON.parse(printFileTransfer(transferOf(file, base())))
      return JSON.stringify({ ...(typeof told === 'object' ? told : {}), key: file.key, owner: file.owner })
    },
    parseNote,
  }
}

function parseNote(note: string): NotedFile | null {
  let transfer: FileTransfer
  try {
    transfer = parseFileTransfer(note)
  } catch (error) {
    if (error instanceof FileTransferError) return null
    throw error
  }
  const { id, name, size, contentType, hash, timestamp, until } = transfer
  const sender = accountKey(transfer.sender.uri)
  const receiver = accountKey(transfer.receiver.uri)
  const own: unknown = JSON.parse(note)
  const key = ownField(own, 'key')
  const storedAt = Date.parse(timestamp)
  return {
    ...{ id, name, size, contentType, sender, receiver, storedAt },
    until: until === null ? storedAt : Date.parse(until),
    sha1: Uint8Array.from(hash?.match(/[0-9A-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16)),
    key,
    owner: ownField(own, 'owner') ?? sender,
  }
}

/** A string that only our notes have. */
function ownField(note: unknown, name: string): string | null {
  if (typeof note !== 'object' || note === null) return null
  const value: unknown = new Map<string, unknown>(Object.entries(note)).get(name)
  return typeof value === 'string' ? value : null
}
