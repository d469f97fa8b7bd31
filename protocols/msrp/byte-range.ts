// Byte-Range: which bytes of a message a chunk or a report is about, counted from 1 (RFC 4975 §7.1.1, §9). `1-*/*` where nothing is known before.
import { MsrpPrintError } from './msrp-error.ts'

export interface ByteRange {
  readonly start: number
  /** The last byte; start - 1 where there is none. Null for `*`: the chunk may end earlier. */
  readonly end: number | null
  /** Of the whole message. Null for `*`: not known. */
  readonly total: number | null
}

/** What a request without the header means. */
export const WHOLE: ByteRange = { start: 1, end: null, total: null }

const RANGE = /^(\d{1,15})-(\d{1,15}|\*)\/(\d{1,15}|\*)$/

/** Null where `text` is no range, or one that contradicts itself. */
export function parseByteRange(text: string): ByteRange | null {
  const [, start = '', end = '', total = ''] = RANGE.exec(text) ?? []
  const range = { start: Number(start), end: numberOf(end), total: numberOf(total) }
  return start !== '' && isSound(range) ? range : null
}

/** Throws MsrpPrintError where the range contradicts itself. */
export function printByteRange(range: ByteRange): string {
  if (!isSound(range)) throw new MsrpPrintError('a byte range contradicts itself')
  return `${range.start}-${range.end ?? '*'}/${range.total ?? '*'}`
}

/** Bytes are there in order, up to the total; an empty range is the one before its start (`1-0/0`). */
function isSound({ start, end, total }: ByteRange): boolean {
  if (![start, end, total].every((number) => number === null || Number.isSafeInteger(number))) return false
  return start >= 1 && (end === null || end >= start - 1) && (total === null || total >= (end ?? start - 1))
}

function numberOf(text: string): number | null {
  return text === '*' ? null : Number(text)
}
