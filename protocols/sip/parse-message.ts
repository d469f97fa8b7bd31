// Bytes in, a SIP message out (RFC 3261 §7). The head is decoded once and read line by line, each value being a slice of that text; what stands
// in the values is parsed by those who need it.
//
// A request that cannot be taken is read on to its end all the same: what could be read of it is what an answer is made from.
import { parseContentLength } from './content-length.ts'
import { isBlank, isFieldText, trimBlanks } from './field-text.ts'
import { canonicalName } from './header-names.ts'
import type { SipHeaderField, SipMessage, SipRequest } from './message.ts'
import { SipParseError } from './sip-error.ts'
import { isToken, isTokenCode } from './token.ts'
import { isUriText } from './uri-text.ts'

/** Bounds of what others may send. */
export interface MessageLimits {
  /** Bytes of a whole message. */
  readonly message: number
  /** Header fields. */
  readonly fields: number
  /** Characters of a header field, its folded lines together, and of the start line. */
  readonly line: number
}

export const MESSAGE_LIMITS: MessageLimits = { message: 65_536, fields: 256, line: 8192 }

const LF = 10
const CR = 13
const COLON = 58
const VERSION = 'SIP/2.0'
const NO_BYTES = new Uint8Array(0)
/** What is no UTF-8 becomes U+FFFD: old phones send display names in the character set of their country, and are no less worth an answer. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Parses the bytes of one datagram, or of one message that framing.ts cut out of a stream. Without Content-Length the body goes to the end of the
 * bytes; bytes beyond Content-Length do not count (§18.3). CRLFs before the start line are skipped (§7.5). Bodies are not copied: they share memory
 * with `bytes`; and values hold the text of the whole head as long as they live, so that who keeps one for long keeps a copy. Throws SipParseError
 * and nothing else.
 */
export function parseMessage(bytes: Uint8Array, limits: MessageLimits = MESSAGE_LIMITS): SipMessage {
  const start = startOfMessage(bytes)
  const head = readHead(bytes, start, limits)
  if (bytes.length > limits.message) head.refuse(513, `more than ${limits.message} bytes`)
  const available = bytes.length - head.end
  const length = head.contentLength ?? available
  if (length > available) head.refuse(400, 'Content-Length goes beyond the end of the datagram')
  if (head.problem) throw head.toError(head.problem)
  const body = length === 0 ? NO_BYTES : new Uint8Array(bytes.buffer, bytes.byteOffset + head.end, length)
  return head.status === null
    ? { kind: 'request', method: head.method, uri: head.uri, headers: head.headers, body }
    : { kind: 'response', status: head.status, reason: head.reason, headers: head.headers, body }
}

/** The error for a message that is refused, whatever else is wrong with it, by who saw no more of it than `bytes`. */
export function refuseMessage(
  bytes: Uint8Array,
  status: SipParseError['status'],
  why: string,
  limits: MessageLimits = MESSAGE_LIMITS,
): SipParseError {
  return readHead(bytes, startOfMessage(bytes), limits).toError({ status, why })
}

interface Problem {
  readonly status: SipParseError['status']
  readonly why: string
}

/** The start line and the header fields, read as far as they can be. */
class Head {
  method = ''
  uri = ''
  /** Null for a request. */
  status: number | null = null
  reason = ''
  readonly headers: SipHeaderField[] = []
  contentLength: number | null = null
  /** Where in the bytes the body begins. */
  end = 0
  /** The first one found. */
  problem: Problem | null = null
  #hasVia = false
  #hasLooseEnds = false

  refuse(status: SipParseError['status'], why: string): void {
    this.problem ??= { status, why }
  }

  toError({ status, why }: Problem): SipParseError {
    const answerable = this.#hasVia && this.status === null && isToken(this.method) && this.method !== 'ACK'
    const request: SipRequest = { kind: 'request', method: this.method, uri: this.uri, headers: this.headers, body: NO_BYTES }
    return new SipParseError(status, why, answerable ? request : null)
  }

  /** `text` ends in CRLF. */
  read(text: string, limits: MessageLimits): void {
    const end = this.#endOfLine(text, 0)
    if (end > limits.line) this.refuse(513, 'the start line is too long')
    this.#readStartLine(text.slice(0, end))
    const mayHoldNul = text.includes('\0')
    if (mayHoldNul && (this.uri.includes('\0') || this.reason.includes('\0'))) this.refuse(400, 'NUL in the start line')
    let at = end + 2
    while (at < text.length) at = this.#readField(text, at, limits, mayHoldNul)
  }

  /** Reads the field that begins at `at`, and returns where the next one does. A field that cannot be taken is left out. */
  #readField(text: string, at: number, limits: MessageLimits, mayHoldNul: boolean): number {
    let nameEnd = at
    while (isTokenCode(text.charCodeAt(nameEnd))) nameEnd++
    let colon = nameEnd
    while (isBlank(text.charCodeAt(colon))) colon++
    let end = this.#endOfLine(text, nameEnd)
    const named = nameEnd > at && text.charCodeAt(colon) === COLON
    let value = named ? trimBlanks(text, colon + 1, end) : ''
    if (isBlank(text.charCodeAt(end + 2))) {
      const pieces = [value]
      do {
        const next = end + 2
        end = this.#endOfLine(text, next)
        pieces.push(trimBlanks(text, next, end))
      } while (isBlank(text.charCodeAt(end + 2)))
      value = pieces.filter((piece) => piece !== '').join(' ')
    }
    if (end - at > limits.line) this.refuse(513, 'a header field is too long')
    else if (!named) this.refuse(400, 'a line is no header field')
    else if ((mayHoldNul || this.#hasLooseEnds) && !isFieldText(value)) this.refuse(400, 'NUL, CR or LF in a header field')
    else if (this.headers.length >= limits.fields) this.refuse(513, `more than ${limits.fields} header fields`)
    else this.#take(canonicalName(text.slice(at, nameEnd)), value)
    return end + 2
  }

  #take(name: string, value: string): void {
    if (name === 'Via') this.#hasVia = true
    else if (name === 'Content-Length') {
      if (this.contentLength !== null) this.refuse(400, 'more than one Content-Length')
      this.contentLength = parseContentLength(value)
      if (this.contentLength === null) this.refuse(400, 'Content-Length is no number')
    }
    this.headers.push({ name, value })
  }

  /**
   * Where the CRLF of the line that begins at `from` is. Nothing else ends a line: who takes CR or LF alone for a line end as well sees other
   * fields than who does not.
   */
  #endOfLine(text: string, from: number): number {
    const cr = text.indexOf('\r', from)
    if (text.indexOf('\n', from) === cr + 1) return cr
    this.#hasLooseEnds = true
    this.refuse(400, 'CR or LF alone')
    return text.indexOf('\r\n', from)
  }

  #readStartLine(line: string): void {
    if (/^SIP\//i.test(line)) this.#readStatusLine(line)
    else this.#readRequestLine(line)
  }

  /** §7.1. One space each: RFC 4475 §3.1.2.8-10 let an element refuse more. */
  #readRequestLine(line: string): void {
    const first = line.indexOf(' ')
    const second = line.indexOf(' ', first + 1)
    if (first < 0 || second < 0) {
      this.refuse(400, 'the start line is no Request-Line')
      return
    }
    this.method = line.slice(0, first)
    this.uri = line.slice(first + 1, second)
    const version = line.slice(second + 1)
    if (!isToken(this.method)) this.refuse(400, 'the method is no token')
    if (!isUriText(this.uri)) this.refuse(400, 'the Request-URI is empty or has characters that no URI has')
    if (version === VERSION || version.toUpperCase() === VERSION) return
    if (/^SIP\/\d+\.\d+$/i.test(version)) this.refuse(505, 'the SIP version is not 2.0')
    else this.refuse(400, 'the Request-Line does not end in a SIP version')
  }

  /** §7.2. Some peers leave out the space before a missing reason phrase. */
  #readStatusLine(line: string): void {
    const code = line.slice(8, 11)
    this.status = /^[1-6]\d\d$/.test(code) ? Number(code) : 0
    this.reason = line.slice(12)
    if (line.slice(0, 8).toUpperCase() !== `${VERSION} `) this.refuse(505, 'the SIP version is not 2.0')
    else if (this.status === 0 || (line.length > 11 && line[11] !== ' ')) this.refuse(400, 'no status from 100 to 699')
  }
}

function readHead(bytes: Uint8Array, start: number, limits: MessageLimits): Head {
  const head = new Head()
  const most = Math.min(bytes.length, start + limits.message)
  const end = endOfHead(bytes, start, most)
  head.end = end < 0 ? most : end
  if (end < 0) {
    if (start === bytes.length) head.refuse(400, 'nothing but line ends')
    else if (most < bytes.length) head.refuse(513, `more than ${limits.message} bytes`)
    else head.refuse(400, 'no empty line after the header fields')
  }
  // Without the empty line, but with the end of the last line.
  const text = decoder.decode(bytes.subarray(start, end < 0 ? most : end - 2))
  head.read(end < 0 && !text.endsWith('\r\n') ? `${text}\r\n` : text, limits)
  return head
}

function startOfMessage(bytes: Uint8Array): number {
  let at = 0
  while (bytes[at] === CR && bytes[at + 1] === LF) at += 2
  return at
}

/** Just after the first CR LF CR LF, or -1. Looks at every fourth byte, and closer where that is one of them. */
function endOfHead(bytes: Uint8Array, start: number, most: number): number {
  for (let at = start + 3; at < most; at += 4) {
    const byte = bytes[at]
    if (byte !== CR && byte !== LF) continue
    // The four may have begun one, two or three bytes earlier, or here.
    for (let first = at - 3; first <= at; first++) {
      if (bytes[first] === CR && bytes[first + 1] === LF && bytes[first + 2] === CR && bytes[first + 3] === LF)
        return first >= start && first + 4 <= most ? first + 4 : -1
    }
  }
  return -1
}
