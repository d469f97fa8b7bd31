import { FileQuota } from '../../../server/src/core/file/file-quota.ts'
import { RunningUploads } from '../../../server/src/core/file/running-uploads.ts'
import { RoomFiles } from '../../../server/src/core/room/files/room-files.ts'
import { Turns } from '../../../server/src/core/turns.ts'
import type { Blobs } from '../../../server/src/ports/blobs.ts'
import { RecordingLog } from './log.ts'

/** A disk with nothing on it, and no room for more. */
const emptyDisk: Blobs = {
  receive: async () => ({ outcome: 'full' }),
  open: async () => null,
  inFolder: async () => [],
  remove: async () => false,
  removeFolder: async () => {},
  sweep: async () => {},
  free: async () => 0,
}

/** The files of a room in which nobody shares any. */
export function noRoomFiles(name: string): RoomFiles {
  const id = '0'.repeat(32)
  return new RoomFiles(
    { name, persistent: false, id },
    { maxFileSize: 0, keepFree: 0 },
    {
      ...{ blobs: emptyDisk, log: new RecordingLog(), random: { id: () => id }, turns: new Turns() },
      quota: new FileQuota({ perAccount: 0, total: 0 }),
      uploads: new RunningUploads({ atOnce: 1, atOncePerPlace: 1 }),
    },
  )
}
