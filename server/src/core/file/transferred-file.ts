import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { BlobPlace } from '../../ports/blobs.ts'
import { base64url } from '../base64url.ts'

/** One file on its way from one account to another. */
export interface TransferredFile {
  /** Also that of the message that tells of it. */
  readonly id: string
  /** As safeFileName() makes it. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** MIME type; what the sender says. */
  readonly contentType: string
  /** SHA-1, 20 bytes. */
  readonly sha1: Uint8Array
  /** Addresses of record in lower case. */
  readonly sender: string
  readonly receiver: string
  /** ms since the epoch. */
  readonly storedAt: number
  /** When it is let go of at the earliest; ms since the epoch. */
  readonly until: number
  /** What its URL must hold so that it is given out: 128 random bits as base64url. */
  readonly key: string
  /** In whose folder it is, and so in which order its URL names the two. */
  readonly owner: string
}

/** Characters of a hashed address, and of a key: 128 bits as base64url. */
const PART_LENGTH = 22
const HASHED = /^[A-Za-z0-9_-]{22}$/

/** How paths and URLs name an account: MD5 as base64url without padding (sylkrtc-protocol §7.3). Of what is in lower case. */
export function hashedAddress(address: string): string {
  return base64url(bytesToHex(md5(utf8ToBytes(address))))
}

export function folderOf(owner: string, other: string, id: string): readonly string[] {
  return hashedFolder(hashedAddress(owner), hashedAddress(other), id)
}

/** Where the file is kept. */
export function placeOf({ owner, sender, receiver, id, name }: TransferredFile): BlobPlace {
  return { folder: folderOf(owner, owner === sender ? receiver : sender, id), name }
}

/**
 * The last four parts of the file's URL. Who knows both addresses can hash them, and the id is the sender's choice; so the second part carries the key as well.
 * It stands there because clients use the URL as it is, but for two things: sylk-mobile takes a file for encrypted where its URL ends in `.asc`, which a
 * query would hide, and Blink counts the parts from the end to find out where uploads go.
 */
export function urlParts(file: TransferredFile): readonly string[] {
  const { folder, name } = placeOf(file)
  const [, owner = '', other = '', id = ''] = folder
  return [owner, `${other}${file.key}`, id, name]
}

/** What the first three parts of a URL say; the key is empty in URLs of a SylkServer. Null where they are none. */
export function readUrlParts(
  owner: string,
  other: string,
  id: string,
): { readonly folder: readonly string[]; readonly key: string } | null {
  const key = other.slice(PART_LENGTH)
  const hashed = other.slice(0, PART_LENGTH)
  if (![owner, hashed].every((part) => HASHED.test(part)) || (key !== '' && !HASHED.test(key))) return null
  return { folder: hashedFolder(owner, hashed, id), key }
}

/** Which account's folder that is, as paths name it. */
export function ownerOf({ folder: [, owner = ''] }: BlobPlace): string {
  return owner
}

function hashedFolder(owner: string, other: string, id: string): readonly string[] {
  return [owner.slice(0, 1), owner, other, id]
}
