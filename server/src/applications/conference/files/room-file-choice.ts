import { printDigest } from '@weft/protocols/sdp/announced-file'
import { type FileSelector, matchFile } from '@weft/protocols/sdp/file-selector'
import type { RoomFile } from '../../../core/chatroom/room-file.ts'

/**
 * Which of a room's files somebody wants: the newest for which all holds that he says of it (RFC 5547 §6, msrp-conference §8.4). Null where there is none, or
 * he says nothing.
 */
export function chosenFile(selector: FileSelector, files: readonly RoomFile[]): RoomFile | null {
  if (selector.name === null && selector.hashes.length === 0) return null
  const isMeant = ({ name, size, sha1, sha256 }: RoomFile) => {
    const hashes = [printDigest('sha-1', sha1), printDigest('sha-256', sha256)]
    return matchFile(selector, { name, type: null, size, hashes }).matches
  }
  return files.findLast(isMeant) ?? null
}
