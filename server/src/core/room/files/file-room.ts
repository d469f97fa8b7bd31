import type { SipParty } from '../../../ports/sip-calls.ts'
import type { SharedFile } from '../room-event.ts'
import type { RoomFiles } from './room-files.ts'

/** A room as far as its files are concerned. */
export interface FileRoom {
  readonly files: RoomFiles
  /** Who takes part with that session now; null for others. */
  member(session: string): SipParty | null
  /** Whether that session ever took part in this life of the room. */
  hasSeen(session: string): boolean
  /** A file is there: everybody is told. */
  shared(file: SharedFile): void
}

export interface FileRooms {
  /** `room`: as roomName() makes it. Null where nobody is in it. */
  find(room: string): FileRoom | null
}
