import type { OfferedFile, UploadBody } from './file-application.ts'

/** The parts of a room file's address as a client wrote them, escapes undone; nothing of them is checked yet (sylkrtc-protocol §7.2). */
export interface RoomFileAddress {
  readonly room: string
  /** Room session of somebody who takes part, or took. */
  readonly session: string
  readonly name: string
}

export interface RoomFileUpload extends RoomFileAddress, UploadBody {}

export type RoomUploadOutcome =
  /** The file is on disk, and everybody in the room has been told. */
  | 'stored'
  /** There is no such room, nobody takes part in it with that session, or no longer when the file has come, or the name is none. */
  | 'forbidden'
  /** Too many from there have named sessions that are none. */
  | 'wait'
  /** A file has this name of which the room does not know. The same file goes by another name when it is sent again. */
  | 'taken'
  | 'too-large'
  | 'too-many'
  /** The room has used up its share, or has as many files as a room may have. */
  | 'room-full'
  | 'disk-full'
  /** The room has ended meanwhile; there is nobody left to tell. */
  | 'cancelled'
  | 'broken-off'

/** An application whose rooms take files and give them out; the edge that speaks HTTP is handed one. */
export interface RoomFileApplication {
  /** Reads the body, or not. Rejects with Refusal where the file could not be kept. */
  upload(upload: RoomFileUpload): Promise<RoomUploadOutcome>
  /** `address`: where the client is. `forbidden`: no such room, or no such session in it; which of the two is not told. */
  find(file: RoomFileAddress, address: string): Promise<OfferedFile | 'missing' | 'forbidden' | 'wait'>
}
