// quoted-string of RFC 3261 §25.1.
import { SipPrintError } from './sip-error.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Just after the quoted-string that begins at `at`, or -1 where it does not end. */
export function endOfQuoted(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next)
    if (code === QUOTE) return next + 1
    if (code === BACKSLASH) next++
  }
  return -1
}

/** What a quoted-string says; other text as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"')) return text
  const inside = text.slice(1, -1)
  return inside.includes('\\') ? inside.replace(/\\([\s\S])/g, '$1') : inside
}

/** Throws SipPrintError for text that no quoted-string can hold. */
export function quote(text: string): string {
  if (/[\0\r\n]/.test(text)) throw new SipPrintError('text to be quoted has a line end or NUL in it')
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
