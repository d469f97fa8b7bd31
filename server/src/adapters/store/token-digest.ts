import { createHash } from 'node:crypto'

/**
 * SHA-256 of a token, the only form in which it is kept. Looking one up by it takes a time that depends on the digest of what was sent, which nobody
 * can choose bit by bit; so it tells nothing of those that are there.
 */
export function tokenDigest(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}
