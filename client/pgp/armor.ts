/** What an armoured block holds (RFC 9580 §6.2). */
export type ArmorType = 'MESSAGE' | 'PUBLIC KEY BLOCK' | 'PRIVATE KEY BLOCK'

const header = (type: ArmorType) => `-----BEGIN PGP ${type}-----`
const tail = (type: ArmorType) => `-----END PGP ${type}-----`

/**
 * Whether a message's content is encrypted. Clients tell by the armour (sylkrtc-protocol.md §5.5); a text that quotes some, with words
 * around it, is no encrypted one.
 */
export function isEncrypted(content: string): boolean {
  const trimmed = content.trim()
  return trimmed.startsWith(header('MESSAGE')) && trimmed.endsWith(tail('MESSAGE'))
}

/** The first block of a type in a text, with one kind of line ends; null where there is none, or no end of it. */
export function armoredBlock(text: string, type: ArmorType): string | null {
  const start = text.indexOf(header(type))
  if (start < 0) return null
  const end = text.indexOf(tail(type), start)
  return end < 0 ? null : text.slice(start, end + tail(type).length).replaceAll('\r', '')
}
