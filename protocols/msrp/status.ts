// Status codes (RFC 4975 §10, RFC 4976 §5, RFC 7701 §6.3, §7) and the Status header of reports.
import { MsrpPrintError } from './msrp-error.ts'

export interface MsrpStatus {
  readonly code: number
  /** For people; empty where there is none. */
  readonly comment: string
}

/** What codes say for themselves. */
const COMMENTS = new Map([
  [200, 'OK'],
  [400, 'Bad request'],
  [401, 'Unauthorized'],
  [403, 'Not allowed'],
  [404, 'No such recipient'],
  [408, 'Timed out'],
  [413, 'Unwanted message'],
  [415, 'Unsupported media type'],
  [423, 'Parameter out of bounds'],
  [424, 'Malformed nickname'],
  [425, 'Nickname reserved or already in use'],
  [428, 'Private messages not supported'],
  [481, 'No such session'],
  [501, 'Method unknown'],
  [506, 'Session already in use'],
])

/** Namespace, code, comment. Only namespace 000 has codes of its own (§7.1.2, §9). */
const STATUS = /^000 (\d{3})(?: (.*))?$/

/** A status with the usual comment for its code. */
export function statusOf(code: number): MsrpStatus {
  return { code, comment: COMMENTS.get(code) ?? '' }
}

/** `000 200 OK`. Null where `text` is no status, or of a namespace that nobody defined. */
export function parseStatus(text: string): MsrpStatus | null {
  const [, code, comment = ''] = STATUS.exec(text) ?? []
  return code === undefined ? null : { code: Number(code), comment }
}

/** Throws MsrpPrintError where the code has not three digits. */
export function printStatus({ code, comment }: MsrpStatus): string {
  return `000 ${printCode(code)}${comment === '' ? '' : ` ${comment}`}`
}

/** Three digits. Throws MsrpPrintError where they would not be. */
export function printCode(code: number): string {
  if (!Number.isInteger(code) || code < 0 || code > 999) throw new MsrpPrintError('a status code has three digits')
  return String(code).padStart(3, '0')
}
