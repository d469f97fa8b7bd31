/** Bytes that are given in hex, as base64 with the alphabet for URLs, without padding (RFC 4648 §5). */
export function base64url(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
