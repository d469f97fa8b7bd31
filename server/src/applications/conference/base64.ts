/** One class and no more: whoever sends megabytes of spaces, and then something else, must not have us go over them again and again. */
const BASE64 = /^[A-Za-z0-9+/=\s]+$/

/**
 * What an image is for who reads base64. AG Projects' clients send images as base64 without saying so in a header (msrp-conference §6.1); no image begins
 * like that by itself.
 */
export function base64Of(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const text = bytes.toString('latin1')
  return BASE64.test(text) ? text.trim() : bytes.toString('base64')
}

/** The image itself, which may have come as base64. */
export function imageOf(content: Uint8Array): Uint8Array {
  return Buffer.from(base64Of(content), 'base64')
}
