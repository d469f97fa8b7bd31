// The start line and the headers of one request or response, as text (RFC 4975 §9).
import { isToken } from '../sip/token.ts'
import type { MsrpHead, MsrpHeader } from './message.ts'
import { MsrpParseError } from './msrp-error.ts'
import { isIdent } from './transaction-id.ts'

/** The grammar has letters only; the underscore is FILE_OFFSET's, which Blink sends. */
const METHOD = /^[A-Z_]{1,32}$/
const STATUS = /^(\d{3})(?: (.*))?$/
const LF = 10
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads whole lines, each with its CRLF, of which there is at least one. What is no UTF-8 becomes U+FFFD. Throws MsrpParseError.
 */
export function parseHead(bytes: Uint8Array): MsrpHead {
  const text = decoder.decode(bytes)
  const first = endOfLine(text, 0)
  const start = text.slice(0, first)
  const space = start.indexOf(' ', 5)
  const transaction = start.slice(5, Math.max(space, 5))
  if (!start.startsWith('MSRP ') || !isIdent(transaction)) throw new MsrpParseError('bad-start-line', 'no MSRP start line')
  const headers = parseHeaders(text, first + 2)
  const what = start.slice(space + 1)
  if (isMethod(what)) return { kind: 'request', transaction, method: what, headers }
  const [, digits, comment = ''] = STATUS.exec(what) ?? []
  if (digits === undefined) throw new MsrpParseError('bad-start-line', 'neither a method nor a status')
  return { kind: 'response', transaction, status: Number(digits), comment, headers }
}

/** True for what may be the name of a method, whether or not we know it. */
export function isMethod(text: string): boolean {
  return METHOD.test(text)
}

function parseHeaders(text: string, from: number): MsrpHeader[] {
  const headers: MsrpHeader[] = []
  for (let at = from; at < text.length; ) {
    const end = endOfLine(text, at)
    const colon = text.indexOf(':', at)
    const name = text.slice(at, Math.max(at, Math.min(colon, end)))
    if (!isToken(name)) throw new MsrpParseError('bad-header', 'a line that is no header')
    headers.push({ name, value: text.slice(colon + 1, end).trim() })
    at = end + 2
  }
  return headers
}

/** Where the CRLF is that ends the line. A CR or LF on its own ends it for some readers and not for others. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\r', at)
  if (end < 0 || text.charCodeAt(end + 1) !== LF) throw new MsrpParseError('bad-line-end', 'a CR without LF')
  return end
}
