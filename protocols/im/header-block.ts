// The lines before an empty line, which CPIM (RFC 3862 §2) and the MIME part inside it (RFC 2045) have in common.

export type HeaderBlockFault = 'unterminated' | 'too-long' | 'too-many-lines' | 'not-utf8'

export interface HeaderBlock {
  /** Without their line ends. */
  readonly lines: readonly string[]
  /** Offset of the first byte after the empty line. */
  readonly next: number
}

export interface HeaderBlockLimits {
  readonly bytes: number
  readonly lines: number
}

const LF = 0x0a
const CR = 0x0d
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads the header block that begins at `start`. Lines end in CRLF or, as SylkServer writes them inside CPIM, in LF alone; a CR
 * that stands elsewhere stays in its line, for the caller to refuse. Reads at most `limits.bytes` bytes, each once.
 */
export function readHeaderBlock(bytes: Uint8Array, start: number, limits: HeaderBlockLimits): HeaderBlock | HeaderBlockFault {
  const lines: string[] = []
  const end = Math.min(bytes.length, start + limits.bytes)
  let lineStart = start
  for (let at = start; at < end; at++) {
    if (bytes[at] !== LF) continue
    const lineEnd = at > lineStart && bytes[at - 1] === CR ? at - 1 : at
    if (lineEnd === lineStart) return { lines, next: at + 1 }
    if (lines.length === limits.lines) return 'too-many-lines'
    const line = decode(bytes.subarray(lineStart, lineEnd))
    if (line === null) return 'not-utf8'
    lines.push(line)
    lineStart = at + 1
  }
  return end < bytes.length ? 'too-long' : 'unterminated'
}

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
