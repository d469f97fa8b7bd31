// Session descriptions (RFC 8866) as they stand there: lines in their order, in sections. What nobody here understands is kept.
import { type MediaLine, parseMediaLine, printMediaLine } from './media-line.ts'
import { parseOrigin, printOrigin, type SdpOrigin } from './origin.ts'
import { SdpError, type SdpFault } from './sdp-error.ts'

export interface SdpLine {
  /** One of the letters of RFC 8866 §5, such as `a`. */
  readonly type: string
  readonly value: string
}

export interface SdpSection {
  /** In order, without the lines that have a place of their own: `v=`, `o=`, `m=`. */
  readonly lines: readonly SdpLine[]
}

export interface SdpMedia extends SdpSection, MediaLine {}

export interface SessionDescription extends SdpSection {
  readonly origin: SdpOrigin
  readonly media: readonly SdpMedia[]
}

/** Far beyond what anybody sends: browsers with many streams come to 20 KiB. */
export const SDP_LIMITS = {
  /** Bytes; UTF-16 code units of a string. */
  length: 65_536,
  lines: 2048,
  /** UTF-16 code units. */
  line: 8192,
  media: 64,
} as const

const IN_SESSION = 'siuepcbtrzka'
const IN_MEDIA = 'icbka'
const LINE = /^([a-z])=([^\0\r\n]*)$/

/**
 * Reads a description. Lines may end with LF alone, and within a section they may stand in any order; there may be none of those that say nothing in SIP,
 * such as `t=`. Throws SdpError, and nothing else.
 */
export function parseDescription(input: Uint8Array | string): SessionDescription {
  if (input.length > SDP_LIMITS.length) throw new SdpError('too-large', `a description has at most ${SDP_LIMITS.length} bytes`)
  const [version, origin, ...lines] = linesOf(typeof input === 'string' ? input : decode(input))
  if (version?.type !== 'v' || version.value.trim() !== '0') throw new SdpError('bad-version', 'a description begins with v=0')
  const from = origin?.type === 'o' ? parseOrigin(origin.value) : null
  if (!from) throw new SdpError('bad-origin', 'the second line of a description says whose it is')
  const first = lines.findIndex(({ type }) => type === 'm')
  const session = first < 0 ? lines : lines.slice(0, first)
  demandPlaces(session, IN_SESSION, 'bad-order')
  if (session.filter(({ type }) => type === 's').length > 1) throw new SdpError('bad-order', 'a description has one name')
  return { origin: from, lines: session, media: first < 0 ? [] : mediaOf(lines.slice(first)) }
}

/** The same, null where it is none. */
export function readDescription(input: Uint8Array): SessionDescription | null {
  try {
    return parseDescription(input)
  } catch (error) {
    if (error instanceof SdpError) return null
    throw error
  }
}

/** Prints a description with CRLF. Throws SdpError (`bad-value`) where it would be read as another one. */
export function printDescription({ origin, lines, media }: SessionDescription): string {
  demandPlaces(lines, IN_SESSION, 'bad-value')
  for (const section of media) demandPlaces(section.lines, IN_MEDIA, 'bad-value')
  const sections = media.flatMap((section) => [{ type: 'm', value: printMediaLine(section) }, ...section.lines])
  const head = [
    { type: 'v', value: '0' },
    { type: 'o', value: printOrigin(origin) },
  ]
  return [...head, ...lines, ...sections].map(printLine).join('')
}

/** The sections of a description that begins with the line `m=` at the first place. */
function mediaOf(lines: readonly SdpLine[]): readonly SdpMedia[] {
  const sections: { readonly head: MediaLine; readonly lines: SdpLine[] }[] = []
  for (const line of lines) {
    if (line.type !== 'm') {
      sections.at(-1)?.lines.push(line)
      continue
    }
    const head = parseMediaLine(line.value)
    if (!head) throw new SdpError('bad-media', 'a line m= does not say what it must')
    if (sections.length === SDP_LIMITS.media) throw new SdpError('too-many-media', `there are at most ${SDP_LIMITS.media} media`)
    sections.push({ head, lines: [] })
  }
  return sections.map((section) => {
    demandPlaces(section.lines, IN_MEDIA, 'bad-order')
    return { ...section.head, lines: section.lines }
  })
}

/** RFC 8866 §5: a type that is not known makes the whole of it unreadable. */
function demandPlaces(lines: readonly SdpLine[], types: string, fault: SdpFault): void {
  if (!lines.every(({ type }) => types.includes(type))) throw new SdpError(fault, 'a line is of a type that has no place there')
}

function linesOf(text: string): SdpLine[] {
  const pieces = text.split(/\r?\n/, SDP_LIMITS.lines + 1)
  // What ends the last line begins none, and some end it twice.
  while (pieces.at(-1) === '') pieces.pop()
  if (pieces.length > SDP_LIMITS.lines) throw new SdpError('too-many-lines', `there are at most ${SDP_LIMITS.lines} lines`)
  return pieces.map((piece) => {
    if (piece.length > SDP_LIMITS.line) throw new SdpError('line-too-long', `a line has at most ${SDP_LIMITS.line} characters`)
    const [whole, type = '', value = ''] = LINE.exec(piece) ?? []
    if (whole === undefined) throw new SdpError('bad-line', 'a line is no letter with a value')
    return { type, value }
  })
}

function printLine({ type, value }: SdpLine): string {
  if (!LINE.test(`${type}=${value}`)) throw new SdpError('bad-value', 'a line of a description cannot hold that')
  return `${type}=${value}\r\n`
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new SdpError('not-utf8', 'a description is UTF-8')
  }
}
