// The hash of a file as file-selector writes it (RFC 5547 §6) and as SylkRTC clients and Blink pass it on (sylkrtc-protocol.md §5.10):
// `sha-1:` and twenty pairs of hex digits with colons between them.

const SHA1 = /^sha-1:([0-9a-f]{2}(?::[0-9a-f]{2}){19})$/i
const SHA1_BYTES = 20

/** The hash in its one spelling, with upper-case digits; null where `text` is none. */
export function normaliseFileHash(text: string): string | null {
  const pairs = SHA1.exec(text)?.[1]
  return pairs === undefined ? null : `sha-1:${pairs.toUpperCase()}`
}

/** Prints a SHA-1 digest. Throws RangeError where it has not 20 bytes. */
export function printFileHash(digest: Uint8Array): string {
  if (digest.length !== SHA1_BYTES) throw new RangeError(`a SHA-1 digest has ${SHA1_BYTES} bytes`)
  const pairs = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase())
  return `sha-1:${pairs.join(':')}`
}
