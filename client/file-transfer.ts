import { type Fields, isFields } from './fields.ts'
import type { Message } from './message.ts'

/** Content type of the messages that tell of files (sylkrtc-protocol.md §7.3). */
export const FILE_TRANSFER = 'application/sylk-file-transfer'

/** A file that one sent the other, as a message tells of it. */
export interface FileTransfer {
  /** That of the message as well. */
  readonly id: string
  /** What to call it: one line, without anything that could pass for a path or turn the text around. */
  readonly name: string
  /** Bytes, as it was said; null: unknown. */
  readonly size: number | null
  /** MIME type as its sender has it; not to be believed. */
  readonly type: string
  /** Where it can be fetched by whoever knows this; `http:` or `https:`. */
  readonly url: string
  /** When the gateway may have deleted it, ISO 8601; null: unknown. */
  readonly until: string | null
  /** It is an armoured OpenPGP message with the file in it. */
  readonly isEncrypted: boolean
}

const LONGEST_NAME = 255
const LONGEST_URL = 4096

/** Reads what a message says of a file. Null where it is about none, or cannot be read. */
export function readFileTransfer({ content, contentType }: Pick<Message, 'content' | 'contentType'>): FileTransfer | null {
  if (contentType.split(';', 1)[0]?.trim().toLowerCase() !== FILE_TRANSFER) return null
  const fields = fieldsOf(content)
  const { transfer_id: id, filename, filesize, filetype, url, until } = fields
  if (typeof id !== 'string' || typeof filename !== 'string' || typeof url !== 'string') return null
  // Whatever else a link may do, as `javascript:` does, a file needs none of it.
  if (!/^https?:\/\/\S+$/i.test(url) || url.length > LONGEST_URL) return null
  return {
    id,
    name: cleanName(filename),
    size: typeof filesize === 'number' && Number.isSafeInteger(filesize) && filesize >= 0 ? filesize : null,
    type: typeof filetype === 'string' ? filetype : 'application/octet-stream',
    url,
    until: typeof until === 'string' ? until : null,
    isEncrypted: /\.asc$/i.test(filename),
  }
}

/** A name as it may be shown and saved under. Format characters go, as they can make `exe.png` of `gnp.exe`. */
export function cleanName(name: string): string {
  const [base = ''] = name.split(/[/\\]/).slice(-1)
  return base.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').slice(0, LONGEST_NAME) || 'file'
}

function fieldsOf(json: string): Fields {
  try {
    const parsed: unknown = JSON.parse(json)
    return isFields(parsed) ? parsed : {}
  } catch {
    return {}
  }
}
