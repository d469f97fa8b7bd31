// What may stand in one line of a SIP message without ending it early, for us or for a peer that is written in C; and the white space in it.

/**
 * True for text without CR and LF, and without NUL other than as the quoted-pair of a quoted-string, where RFC 3261 §25.1 has it
 * (RFC 4475 §3.1.1.2 sends one).
 */
export function isFieldText(text: string): boolean {
  if (!/[\0\r\n]/.test(text)) return true
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0 || code === 10 || code === 13) return false
    if (code === 0x22) quoted = !quoted
    else if (code === 0x5c && quoted) {
      at++
      const next = text.charCodeAt(at)
      if (next === 10 || next === 13) return false
    }
  }
  return !(quoted && text.includes('\0'))
}

/** `text` from `from` to `to` without SP and HT at both ends; other white space, of Unicode, is text. */
export function trimBlanks(text: string, from = 0, to = text.length): string {
  let start = from
  let end = to
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** SP or HT. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
