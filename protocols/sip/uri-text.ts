// What may stand where a URI stands, of whatever scheme.

/** True for text in which nothing would end the URI early: visible ASCII other than `<`, `>` and `"` (RFC 2396 §2.4.3). */
export function isUriText(text: string): boolean {
  if (text === '') return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 0x20 || code >= 0x7f || code === 0x3c || code === 0x3e || code === 0x22) return false
  }
  return true
}
