import type { RoomFile } from '../../../server/src/core/chatroom/room-file.ts'

/** A file in a room, of bob@x.test unless `details` say otherwise, whose bytes nobody asks for. */
export function roomFile(details: Partial<RoomFile> = {}): RoomFile {
  return {
    ...{ name: 'a.png', size: 10, sender: { uri: 'bob@x.test', displayName: '' } },
    ...{ sha1: new Uint8Array(20), sha256: new Uint8Array(32), open: async () => null },
    ...details,
  }
}
