// The MIME part inside a CPIM message (RFC 3862 §3, RFC 2045): a few headers, an empty line, content.
import { parseContentType, printContentType } from './content-type.ts'
import { type HeaderBlockFault, readHeaderBlock } from './header-block.ts'
import { decodeTransferEncoding } from './transfer-encoding.ts'

export type MimeFault = HeaderBlockFault | 'bad-header' | 'bad-content-type' | 'bad-transfer-encoding' | 'bad-charset'

/** The one error of this file. Its message never quotes the part. */
export class MimeError extends Error {
  override readonly name = 'MimeError'
  readonly fault: MimeFault

  constructor(fault: MimeFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export interface MimePart {
  /** Lower-case `type/subtype`. */
  readonly type: string
  /** Of the Content-Type, by lower-case name. */
  readonly parameters: ReadonlyMap<string, string>
  /** With the Content-Transfer-Encoding undone. */
  readonly content: Uint8Array
}

const LIMITS = { bytes: 8192, lines: 64 }
/** `utf8` is SylkServer's spelling (msrp-conference.md §6.1); ASCII is a part of UTF-8. */
const UTF8_NAMES = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a part. Header lines end in CRLF or LF and may be folded; MIME-Version and headers we have no use for are skipped; without a
 * Content-Type it is `text/plain` (RFC 2045 §5.2). Throws MimeError.
 */
export function parseMime(bytes: Uint8Array): MimePart {
  const block = readHeaderBlock(bytes, 0, LIMITS)
  if (typeof block === 'string') throw new MimeError(block, `the part's headers are wrong: ${block}`)
  const headers = new Map<string, string>()
  for (const line of unfold(block.lines)) {
    const colon = line.indexOf(':')
    if (colon < 1 || line.includes('\r')) throw new MimeError('bad-header', "a line of the part's headers is not `name: value`")
    const name = line.slice(0, colon).trim().toLowerCase()
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  const contentType = parseContentType(headers.get('content-type') || 'text/plain')
  if (!contentType) throw new MimeError('bad-content-type', 'the Content-Type cannot be read')
  const encoding = headers.get('content-transfer-encoding') ?? ''
  const content = decodeTransferEncoding(encoding, bytes.subarray(block.next))
  if (!content)
    throw new MimeError('bad-transfer-encoding', 'the content is not in its Content-Transfer-Encoding, or that is unknown')
  return { ...contentType, content }
}

/** Prints a part with CRLF in its headers and its content byte for byte, without a transfer encoding. Throws MimeError. */
export function printMime(part: MimePart): Uint8Array<ArrayBuffer> {
  const contentType = printContentType(part)
  if (contentType === null) throw new MimeError('bad-content-type', 'the Content-Type holds what no header line may hold')
  const head = new TextEncoder().encode(`MIME-Version: 1.0\r\nContent-Type: ${contentType}\r\n\r\n`)
  const bytes = new Uint8Array(head.length + part.content.length)
  bytes.set(head)
  bytes.set(part.content, head.length)
  return bytes
}

/** A part holding `text` in UTF-8 (sylkrtc-protocol.md §5.3: whatever its type). Only `text/*` says its charset. Throws MimeError. */
export function textPart(contentType: string, text: string): MimePart {
  const parsed = parseContentType(contentType)
  if (!parsed) throw new MimeError('bad-content-type', 'the Content-Type cannot be read')
  const parameters = new Map(parsed.parameters)
  if (parsed.type.startsWith('text/')) parameters.set('charset', 'utf-8')
  return { type: parsed.type, parameters, content: new TextEncoder().encode(text) }
}

/** The content as text: UTF-8 unless the charset says ISO-8859-1. Throws MimeError where the charset is another or does not fit. */
export function readText(part: MimePart): string {
  const charset = (part.parameters.get('charset') ?? 'utf-8').toLowerCase()
  if (charset === 'iso-8859-1') return latin1(part.content)
  if (!UTF8_NAMES.has(charset)) throw new MimeError('bad-charset', 'the charset is neither UTF-8 nor ISO-8859-1')
  try {
    return utf8.decode(part.content)
  } catch {
    throw new MimeError('bad-charset', 'the content is not UTF-8')
  }
}

/** RFC 5322 §2.2.3: a line that begins with white space goes on with the line before. */
function unfold(lines: readonly string[]): string[] {
  const unfolded: string[] = []
  for (const line of lines) {
    const last = unfolded.at(-1)
    if (last !== undefined && /^[ \t]/.test(line)) unfolded[unfolded.length - 1] = `${last} ${line.trim()}`
    else unfolded.push(line)
  }
  return unfolded
}

/** Every ISO-8859-1 byte is the code point of the same number; in pieces, because an argument list has an end. */
function latin1(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 4096) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 4096)))
  return pieces.join('')
}
