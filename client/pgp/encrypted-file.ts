import { cleanName } from '../file-transfer.ts'
import type { SealRefusal, Signature, Unreadable } from '../message-cipher.ts'
import type { NamedBytes } from './encrypted-data.ts'

/** In bytes. A file is encrypted in memory, several times its size; sylk-mobile takes 40 MB at most. */
export const LARGEST_FILE = 64 * 1024 * 1024

const SUFFIX = '.asc'

export type SealedFile =
  /** To be uploaded with the content type of what is in it. */
  | ({ readonly kind: 'encrypted' } & NamedBytes)
  | ({ readonly kind: 'clear' } & NamedBytes)
  | { readonly kind: 'refused'; readonly reason: SealRefusal }

export type OpenedFile =
  | ({ readonly kind: 'decrypted'; readonly signature: Signature } & NamedBytes)
  | { readonly kind: 'unreadable'; readonly reason: Unreadable }

/** All clients tell an encrypted file by the end of its name, or of its URL (sylkrtc-protocol.md §7.3). */
export const encryptedName = (name: string): string => name + SUFFIX

/** What a decrypted file is called: as when it was encrypted, where that is said, or else as the file that it was in. */
export function decryptedName(inside: string, outside: string): string {
  return cleanName(inside || (outside.toLowerCase().endsWith(SUFFIX) ? outside.slice(0, -SUFFIX.length) : outside))
}
