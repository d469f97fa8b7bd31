// Content-Transfer-Encodings (RFC 2045 §6). Only decoding: what we send is always binary.

const WHITESPACE = new Set([0x09, 0x0a, 0x0d, 0x20])
const EQUALS = 0x3d
const CR = 0x0d
const LF = 0x0a

/** `content` decoded by the Content-Transfer-Encoding `name`; null where the encoding is unknown or `content` is not encoded so. */
export function decodeTransferEncoding(name: string, content: Uint8Array): Uint8Array | null {
  switch (name.toLowerCase()) {
    // SylkServer writes an empty header over non-ASCII bodies (sylkrtc-protocol.md §5.3).
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return content
    case 'base64':
      return decodeBase64(content)
    case 'quoted-printable':
      return decodeQuotedPrintable(content)
    default:
      return null
  }
}

/** RFC 2045 §6.8, white space skipped; missing padding is forgiven, foreign characters and data after padding are not. */
function decodeBase64(content: Uint8Array): Uint8Array | null {
  const decoded = new Uint8Array(Math.ceil((content.length * 3) / 4))
  let length = 0
  let bits = 0
  let count = 0
  let padding = 0
  for (const byte of content) {
    if (WHITESPACE.has(byte)) continue
    if (byte === EQUALS) {
      padding++
      continue
    }
    const value = base64Value(byte)
    if (value === null || padding > 0) return null
    bits = ((bits << 6) | value) & 0xffffff
    count++
    if (count % 4 === 0) {
      decoded[length++] = bits >> 16
      decoded[length++] = (bits >> 8) & 0xff
      decoded[length++] = bits & 0xff
    }
  }
  const rest = count % 4
  if (rest === 1 || padding > (4 - rest) % 4) return null
  if (rest >= 2) decoded[length++] = (bits >> (rest === 2 ? 4 : 10)) & 0xff
  if (rest === 3) decoded[length++] = (bits >> 2) & 0xff
  return decoded.subarray(0, length)
}

function base64Value(byte: number): number | null {
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x61 + 26
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 52
  if (byte === 0x2b) return 62
  if (byte === 0x2f) return 63
  return null
}

/** RFC 2045 §6.7. An `=` that begins neither an octet nor a soft line break is taken literally, as its note 1 recommends. */
function decodeQuotedPrintable(content: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(content.length)
  let length = 0
  let at = 0
  while (at < content.length) {
    const byte = content[at++] ?? 0
    if (byte !== EQUALS) {
      decoded[length++] = byte
      continue
    }
    const softBreak = softBreakLength(content, at)
    const high = hexValue(content[at])
    const low = hexValue(content[at + 1])
    if (softBreak > 0) at += softBreak
    else if (high !== null && low !== null) {
      decoded[length++] = (high << 4) | low
      at += 2
    } else decoded[length++] = byte
  }
  return decoded.subarray(0, length)
}

function softBreakLength(content: Uint8Array, at: number): number {
  if (content[at] === LF) return 1
  return content[at] === CR && content[at + 1] === LF ? 2 : 0
}

function hexValue(byte: number | undefined): number | null {
  if (byte === undefined) return null
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x41 + 10
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x61 + 10
  return null
}
