import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { BlobHashes } from '../../../ports/blobs.ts'
import type { SharedFile } from '../room-event.ts'

/** Characters of an address, a name or a session in a note: no client may send longer ones. */
const LONGEST_TEXT = 4_096
const SHA1 = /^[0-9a-f]{40}$/
const SHA256 = /^[0-9a-f]{64}$/

/** What only the note says of a file: name and size are those of the file itself. */
export interface FileNote extends Pick<SharedFile, 'uploader' | 'session'> {
  /** Null where the note has none, as those of a SylkServer. */
  readonly hashes: BlobHashes | null
}

/** What is noted beside a room's file: what clients are told of it, as SylkServer has it (sylkrtc-protocol §7.2), and its hashes. */
export function printNote({ name, size, uploader, session }: SharedFile, { sha1, sha256 }: BlobHashes): string {
  const { uri, displayName } = uploader
  const told = { filename: name, filesize: size, uploader: { uri, display_name: displayName }, session }
  return JSON.stringify({ ...told, sha1: bytesToHex(sha1), sha256: bytesToHex(sha256) })
}

/** Null where it is none. */
export function parseNote(note: string): FileNote | null {
  const fields = fieldsOf(note)
  const { session, uploader } = { session: textOf(fields.get('session')), uploader: partsOf(fields.get('uploader')) }
  const uri = textOf(uploader.get('uri'))
  if (session === null || uri === null) return null
  return { session, uploader: { uri, displayName: textOf(uploader.get('display_name')) ?? '' }, hashes: hashesOf(fields) }
}

function hashesOf(fields: ReadonlyMap<string, unknown>): BlobHashes | null {
  const sha1 = textOf(fields.get('sha1')) ?? ''
  const sha256 = textOf(fields.get('sha256')) ?? ''
  return SHA1.test(sha1) && SHA256.test(sha256) ? { sha1: hexToBytes(sha1), sha256: hexToBytes(sha256) } : null
}

function fieldsOf(json: string): ReadonlyMap<string, unknown> {
  try {
    return partsOf(JSON.parse(json))
  } catch {
    return new Map()
  }
}

function partsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : null
}
