// Use-Nickname (RFC 7701 §7.1).
import { quote, unquote } from '../sip/quoted-string.ts'
import { MsrpPrintError } from './msrp-error.ts'

const QUOTED = /^"(?:[^"\\]|\\.)*"$/

/**
 * What the header says: a quoted-string, or bare as AG Projects' clients send it. Empty where the nickname is given back. Null where it is no text for one
 * line, or a quotation that does not end.
 */
export function parseNickname(text: string): string | null {
  // Control characters, of which only the tab can have come this far, and what others take for a line end.
  if (/[\p{Cc}\u2028\u2029\ufffd]/u.test(text)) return null
  if (!text.startsWith('"')) return text
  return QUOTED.test(text) ? unquote(text) : null
}

/** A quoted-string. Throws MsrpPrintError where it would not be read again. */
export function printNickname(nickname: string): string {
  if (/[\r\n\0]/.test(nickname)) throw new MsrpPrintError('a nickname has a line end in it')
  return quote(nickname)
}
