// %HH in SIP URIs (RFC 3261 §19.1.2).

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
/** unreserved and user-unreserved of §25.1. */
const USER_CHARACTER = /[\w\-.!~*'()&=+$,;?/]/
const UNRESERVED = /[\w\-.!~*'()]/

/** Text for the user part of a URI: what may not stand there as it is becomes %HH, in UTF-8. */
export function escapeUser(text: string): string {
  let escaped = ''
  for (const byte of encoder.encode(text)) {
    const char = String.fromCharCode(byte)
    escaped += byte < 128 && USER_CHARACTER.test(char) ? char : hexOf(byte)
  }
  return escaped
}

/** What escaped text says. Bytes that are no UTF-8 become U+FFFD, a `%` that begins no escape stays one. */
export function unescapeText(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    decoder.decode(Uint8Array.from(escapes.slice(1).split('%'), (digits) => Number.parseInt(digits, 16))),
  )
}

/** §19.1.4: "Characters other than those in the reserved set are equivalent to their %HH encoding"; equivalent texts become the same one. */
export function normaliseEscapes(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (escaped, digits: string) => {
    const char = String.fromCharCode(Number.parseInt(digits, 16))
    return UNRESERVED.test(char) ? char : escaped.toUpperCase()
  })
}

/** True where every `%` begins an escape. */
export function hasWholeEscapes(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text)
}

function hexOf(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
