// What an offer says of the file that is to come or to go, as far as a transfer needs it (RFC 5547 §6, §8).
import type { FileSelector } from './file-selector.ts'
import type { FileRange, MsrpFile } from './msrp-file.ts'

export interface AnnouncedFile {
  /** As its owner calls it. */
  readonly name: string
  /** Bytes, at least one. */
  readonly size: number
  readonly hashes: FileDigests
}

/** The hashes that are known here; what was not said is missing. */
export interface FileDigests {
  /** 20 bytes. */
  readonly sha1?: Uint8Array
  /** 32 bytes. */
  readonly sha256?: Uint8Array
}

export type FileAnnouncement =
  | { readonly usable: true; readonly file: AnnouncedFile }
  /** `part`: not all of it is to come. */
  | { readonly usable: false; readonly reason: 'no-name' | 'no-size' | 'empty' | 'part' }

/** Whether a file can be taken in that is offered so. */
export function announcedFile({ selector, range }: MsrpFile): FileAnnouncement {
  const { name, size, hashes } = selector
  if (name === null || name === '') return { usable: false, reason: 'no-name' }
  if (size === null) return { usable: false, reason: 'no-size' }
  if (size === 0) return { usable: false, reason: 'empty' }
  if (range !== null && !isWhole(range, size)) return { usable: false, reason: 'part' }
  return { usable: true, file: { name, size, hashes: fileDigests(hashes) } }
}

/** The first and last byte, from 0, of what is wanted of a file of that size; null where there is nothing of it. */
export function wantedBytes(range: FileRange | null, size: number): { readonly first: number; readonly last: number } | null {
  const first = (range?.first ?? 1) - 1
  const last = Math.min(size, range?.last ?? size) - 1
  return first <= last ? { first, last } : null
}

/** Hashes in the spelling of FileSelector. */
export function fileDigests(hashes: readonly string[]): FileDigests {
  const sha1 = bytesOf(hashes, 'sha-1:')
  const sha256 = bytesOf(hashes, 'sha-256:')
  return { ...(sha1 && { sha1 }), ...(sha256 && { sha256 }) }
}

/** A hash in the spelling of FileSelector. */
export function printDigest(algorithm: 'sha-1' | 'sha-256', digest: Uint8Array): string {
  return `${algorithm}:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')}`
}

/** What is known of a stored file, for whoever asked for it by that selector: AG Projects' clients know SHA-1 alone. */
export function storedSelector(
  asked: FileSelector,
  { name, size, sha1, sha256 }: { readonly name: string; readonly size: number } & Required<FileDigests>,
): FileSelector {
  const longer = asked.hashes.some((hash) => hash.startsWith('sha-256:')) ? [printDigest('sha-256', sha256)] : []
  return { name, type: asked.type, size, hashes: [printDigest('sha-1', sha1), ...longer] }
}

function isWhole(range: FileRange, size: number): boolean {
  return range.first === 1 && (range.last ?? size) === size
}

function bytesOf(hashes: readonly string[], prefix: string): Uint8Array | null {
  const hash = hashes.find((one) => one.startsWith(prefix))
  return hash ? Uint8Array.from(hash.slice(prefix.length).split(':'), (pair) => Number.parseInt(pair, 16)) : null
}
