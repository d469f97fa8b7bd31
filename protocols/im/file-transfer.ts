// A file that was uploaded for somebody: the JSON that SylkRTC clients and Blink exchange as a message (sylkrtc-protocol.md §7.3).
import { parseContentType } from './content-type.ts'
import { normaliseDateTime } from './date-time.ts'
import { normaliseFileHash } from './file-hash.ts'
import { isWebUrl } from './web-url.ts'

export interface FileParty {
  /** AOR without scheme. */
  readonly uri: string
  /** `''` when unknown. */
  readonly displayName: string
}

export interface FileTransfer {
  /** Also the id of the message that tells of it. */
  readonly id: string
  /** As people see it, and no path. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sender: FileParty
  readonly receiver: FileParty
  /** RFC 3339. */
  readonly timestamp: string
  /** RFC 3339: when the file is let go of. Null when not known. */
  readonly until: string | null
  /** Where it is; `http` or `https`. */
  readonly url: string
  /** MIME type. */
  readonly contentType: string
  /** As file-hash.ts prints it; null when not known. */
  readonly hash: string | null
}

export type FileTransferFault = 'too-large' | 'not-json' | 'bad-value'

/** The one error of this file. Its message never quotes the content. */
export class FileTransferError extends Error {
  override readonly name = 'FileTransferError'
  readonly fault: FileTransferFault

  constructor(fault: FileTransferFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export const FILE_TRANSFER_CONTENT_TYPE = 'application/sylk-file-transfer'

const MAXIMUM_LENGTH = 65_536
const MAXIMUM_LINE = 255
const CONTROL = /[\p{Cc}\p{Surrogate}]/u

/**
 * Parses the content of a message, at most 65536 UTF-16 units. What clients leave out and can do without is null or empty then, a type that is
 * missing `application/octet-stream`; what is not known is left out. Throws FileTransferError.
 */
export function parseFileTransfer(content: string): FileTransfer {
  if (content.length > MAXIMUM_LENGTH) throw new FileTransferError('too-large', `it is longer than ${MAXIMUM_LENGTH}`)
  const fields = objectOf(parseJson(content))
  const text = (name: string) => stringOf(fields, name)
  const until = text('until')
  return checked({
    id: text('transfer_id'),
    name: text('filename'),
    size: numberOf(fields.get('filesize')),
    sender: partyOf(fields.get('sender')),
    receiver: partyOf(fields.get('receiver')),
    timestamp: text('timestamp'),
    until: normaliseDateTime(until) === null ? null : until,
    url: text('url'),
    contentType: text('filetype') || 'application/octet-stream',
    hash: normaliseFileHash(text('hash')),
  })
}

/** The content of the message that tells of it. Throws FileTransferError where a field is not what FileTransfer says. */
export function printFileTransfer(transfer: FileTransfer): string {
  const { id, name, size, sender, receiver, timestamp, until, url, contentType, hash } = checked(transfer)
  return JSON.stringify({
    filename: name,
    filesize: size,
    sender: { uri: sender.uri, display_name: sender.displayName },
    receiver: { uri: receiver.uri, display_name: receiver.displayName },
    ...{ transfer_id: id, timestamp },
    ...(until === null ? {} : { until }),
    ...{ url, filetype: contentType },
    // Always there: blink-qt reads it without looking (§6.3), and takes null for a file without a hash.
    hash,
  })
}

function checked(transfer: FileTransfer): FileTransfer {
  const { id, name, size, sender, receiver, timestamp, until, url, contentType, hash } = transfer
  demand('transfer_id', isLine(id) && id !== '')
  demand('filename', isLine(name) && name !== '')
  demand('filesize', Number.isSafeInteger(size) && size >= 0)
  for (const party of [sender, receiver])
    demand('party', isLine(party.uri) && party.uri.indexOf('@') > 0 && isLine(party.displayName))
  demand('timestamp', normaliseDateTime(timestamp) !== null)
  demand('until', until === null || normaliseDateTime(until) !== null)
  demand('url', isWebUrl(url))
  demand('filetype', isLine(contentType) && parseContentType(contentType) !== null)
  demand('hash', hash === null || normaliseFileHash(hash) === hash)
  return transfer
}

function demand(what: string, holds: boolean): void {
  if (!holds) throw new FileTransferError('bad-value', `its ${what} is missing or none`)
}

function isLine(text: string): boolean {
  return text.length <= MAXIMUM_LINE && !CONTROL.test(text)
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new FileTransferError('not-json', 'it is no JSON')
  }
}

/** The fields of a JSON object; none for anything else. */
function objectOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

function stringOf(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}

function partyOf(value: unknown): FileParty {
  const fields = objectOf(value)
  return { uri: stringOf(fields, 'uri'), displayName: stringOf(fields, 'display_name') }
}

function numberOf(value: unknown): number {
  // JSON has a -0, which added to 0 is 0.
  return typeof value === 'number' ? value + 0 : Number.NaN
}
