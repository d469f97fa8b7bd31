import { DiskBlobs } from '../adapters/blob/disk-blobs.ts'
import { DiskRecordings } from '../adapters/blob/disk-recordings.ts'
import type { Config } from '../config/config.ts'
import { FileQuota } from '../core/file/file-quota.ts'
import { RunningUploads } from '../core/file/running-uploads.ts'
import type { FileRooms } from '../core/room/files/file-room.ts'
import { RoomFileExchange } from '../core/room/files/room-file-exchange.ts'
import { RoomFiles, TEMPORARY } from '../core/room/files/room-files.ts'
import { RoomRecording } from '../core/room/recording-log.ts'
import { Turns } from '../core/turns.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { RoomFileApplication } from '../ports/room-file-application.ts'

interface RoomFileWorld {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Files that rooms keep, and recordings of them. */
export interface RoomFileParts {
  /** The files of a room that begins. `room`: as roomName() makes it. */
  filesOf(room: string, persistent: boolean): RoomFiles
  recordingOf(room: string): RoomRecording
  exchange(rooms: FileRooms): RoomFileApplication
  /** Removes what rooms left behind when the process before was killed; before any room begins. Never rejects. */
  clear(): Promise<void>
}

const UPLOADS = { atOnce: 256, atOncePerPlace: 32 }

export function roomFilesOf({ files, gateway }: Config, { clock, random, log }: RoomFileWorld): RoomFileParts {
  const blobs = new DiskBlobs(gateway.filesharingDir, random)
  const quota = new FileQuota({ perAccount: files.quotaPerRoom, total: files.quota })
  const needs = { blobs, random, log, quota, uploads: new RunningUploads(UPLOADS), turns: new Turns() }
  const recordings = new DiskRecordings(gateway.recordingDir, random)
  return {
    filesOf: (name, persistent) => new RoomFiles({ name, persistent, id: random.id() }, files, needs),
    recordingOf: (room) => new RoomRecording(room, { recordings, clock, log }),
    exchange: (rooms) => new RoomFileExchange(rooms, { clock, log }),
    clear: () =>
      blobs.removeFolder([TEMPORARY]).catch((error) => {
        log.error('files of earlier rooms were not removed', { error: String(error) })
      }),
  }
}
