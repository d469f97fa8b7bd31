// What an m-line says of the file that is to go over it (RFC 5547), and whether a broken transfer may go on (AG Projects' extension).
import { type FileSelector, parseFileSelector, printFileSelector } from './file-selector.ts'
import { attributeLine, attributeOf } from './section.ts'
import type { SdpLine, SdpSection } from './session-description.ts'

export interface MsrpFile {
  readonly selector: FileSelector
  /** Tells a transfer from others of the same file; an answer has that of its offer (§6). Null where it is not there. */
  readonly transferId: string | null
  /** `render` or `attachment`, or what comes after them. */
  readonly disposition: string | null
  /** The part of the file that is to go; null where all of it is. */
  readonly range: FileRange | null
  /** Whether FILE_OFFSET is understood (msrp-conference §8.3). */
  readonly resumes: boolean
}

/** Counted from 1; `last` is null up to the end. */
export interface FileRange {
  readonly first: number
  readonly last: number | null
}

const RANGE = /^(\d{1,15})-(\d{1,15}|\*)$/
const TOKEN = /^[!-~]{1,256}$/

/** Null where the media say nothing of a file; `bad` where what they say cannot be read. */
export function readMsrpFile(media: SdpSection): MsrpFile | 'bad' | null {
  const selector = attributeOf(media, 'file-selector')
  if (selector === null) return null
  const parsed = parseFileSelector(selector)
  const given = attributeOf(media, 'file-range')
  const range = given === null ? null : parseRange(given)
  if (!parsed || (given !== null && range === null)) return 'bad'
  return {
    selector: parsed,
    transferId: tokenOf(media, 'file-transfer-id'),
    disposition: tokenOf(media, 'file-disposition'),
    range,
    resumes: attributeOf(media, 'x-file-offset') !== null,
  }
}

/** Its lines, in the order of msrp-conference §8.1. Throws SdpError where the selector cannot be printed. */
export function fileLines({ selector, transferId, disposition, range, resumes }: MsrpFile): readonly SdpLine[] {
  return [
    attributeLine('file-selector', printFileSelector(selector)),
    ...(resumes ? [attributeLine('x-file-offset')] : []),
    ...(transferId === null ? [] : [attributeLine('file-transfer-id', transferId)]),
    ...(disposition === null ? [] : [attributeLine('file-disposition', disposition)]),
    ...(range === null ? [] : [attributeLine('file-range', `${range.first}-${range.last ?? '*'}`)]),
  ]
}

function parseRange(text: string): FileRange | null {
  const [whole, first = '', last = ''] = RANGE.exec(text.trim()) ?? []
  if (whole === undefined || Number(first) < 1 || (last !== '*' && Number(last) < Number(first))) return null
  return { first: Number(first), last: last === '*' ? null : Number(last) }
}

function tokenOf(media: SdpSection, name: string): string | null {
  const value = attributeOf(media, name)?.trim() ?? ''
  return TOKEN.test(value) ? value : null
}
