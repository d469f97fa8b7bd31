const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes in base64 (RFC 4648 §4), padded. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two = 0, three = 0] = bytes.subarray(at, at + 3)
    const bits = (one << 16) | (two << 8) | three
    for (let digit = 0; digit < 4; digit++)
      text += at + digit > bytes.length ? '=' : DIGITS.charAt((bits >> (18 - 6 * digit)) & 63)
  }
  return text
}
