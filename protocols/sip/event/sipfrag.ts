// message/sipfrag (RFC 3420): a piece of a SIP message, in which a NOTIFY of `refer` tells how the referred request fares (RFC 3515 §2.4.5).
import { canonicalName } from '../header-names.ts'
import type { SipHeaderField, SipMessage } from '../message.ts'
import { MESSAGE_LIMITS, type MessageLimits, parseMessage } from '../parse-message.ts'
import { printMessage } from '../print-message.ts'
import { SipParseError, SipPrintError } from '../sip-error.ts'

/** What it begins with: a Status-Line, a Request-Line, or neither. */
export type SipfragStart =
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }

export interface Sipfrag {
  readonly start: SipfragStart | null
  /** Without Content-Length, which the body has by itself. */
  readonly headers: readonly SipHeaderField[]
  readonly body: Uint8Array
}

const FIELD_LINE = /^[\w\-.!%*+`'~]+[ \t]*:/
const SOME_START: SipfragStart = { kind: 'response', status: 200, reason: '' }
const SOME_LINE = 'SIP/2.0 200 \r\n'
/** A piece may be as long as a message; what is put around it to read it as one comes on top, and Content-Length is no field of its own. */
const LIMITS: MessageLimits = {
  ...MESSAGE_LIMITS,
  message: MESSAGE_LIMITS.message + SOME_LINE.length + 4,
  fields: MESSAGE_LIMITS.fields + 1,
}
const encoder = new TextEncoder()
const decoder = new TextDecoder('latin1')
const LINE_END = encoder.encode('\r\n')
const NO_LENGTH = 'Content-Length: 0\r\n\r\n'.length

/** Null where the bytes are no such piece, or an empty one. Peers leave out the line ends after the last line. The body shares no memory with `bytes`. */
export function parseSipfrag(bytes: Uint8Array): Sipfrag | null {
  if (bytes.length > MESSAGE_LIMITS.message) return null
  const text = decoder.decode(bytes)
  if (text === '' || text.startsWith('\r\n')) return null
  const isHeadless = FIELD_LINE.test(text) && !/^SIP\//i.test(text)
  const pieces = isHeadless ? [encoder.encode(SOME_LINE), bytes] : [bytes]
  if (!text.includes('\r\n\r\n')) pieces.push(...(text.endsWith('\r\n') ? [LINE_END] : [LINE_END, LINE_END]))
  const message = attempt(join(pieces))
  if (!message) return null
  const headers = message.headers.filter(({ name }) => name !== 'Content-Length')
  const fragment = { start: isHeadless ? null : startOf(message), headers, body: message.body }
  return isEmpty(fragment) || headers.length > MESSAGE_LIMITS.fields ? null : fragment
}

/** Throws SipPrintError where anything would end its line early, and where there is nothing. */
export function printSipfrag(fragment: Sipfrag): Uint8Array {
  const { start, headers, body } = fragment
  if (isEmpty(fragment)) throw new SipPrintError('a sipfrag has to have something')
  if (headers.some(({ name }) => canonicalName(name) === 'Content-Length'))
    throw new SipPrintError('the Content-Length of a sipfrag is that of its body')
  const message = printMessage({ ...(start ?? SOME_START), headers, body })
  return message.slice(start === null ? SOME_LINE.length : 0, body.length > 0 ? message.length : -NO_LENGTH)
}

function isEmpty({ start, headers, body }: Sipfrag): boolean {
  return start === null && headers.length === 0 && body.length === 0
}

function startOf(message: SipMessage): SipfragStart {
  return message.kind === 'response'
    ? { kind: 'response', status: message.status, reason: message.reason }
    : { kind: 'request', method: message.method, uri: message.uri }
}

function attempt(bytes: Uint8Array): SipMessage | null {
  try {
    return parseMessage(bytes, LIMITS)
  } catch (error) {
    if (error instanceof SipParseError) return null
    throw error
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
