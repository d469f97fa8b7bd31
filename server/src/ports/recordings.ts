import type { SipParty } from './sip-calls.ts'

/** Somebody whose media are recorded, from one joining to the leaving that follows. */
export interface RecordedParticipant {
  /** Its room session. */
  readonly session: string
  readonly party: SipParty
  /** What the media backend calls its files, without endings: a plain name. */
  readonly file: string
  /** ms since the epoch. */
  readonly joinedAt: number
  /** ms since the epoch; null while it is there. */
  readonly leftAt: number | null
}

/** What is known of a recording. */
export interface RecordingNote {
  readonly room: string
  /** ms since the epoch. */
  readonly startedAt: number
  /** ms since the epoch; null while it goes on. */
  readonly endedAt: number | null
  /** In the order they joined. */
  readonly participants: readonly RecordedParticipant[]
}

/** The recording of one life of a room. */
export interface Recording {
  /** Absolute path, for the media backend. */
  readonly directory: string
  /** Resolves when the note is on disk beside the media, in place of the one before. Rejects with Refusal. Only one at a time. */
  note(note: RecordingNote): Promise<void>
  /** Nobody was recorded: the place goes where nothing is in it. Never rejects. */
  discard(): Promise<void>
}

/** Where rooms are recorded. */
export interface Recordings {
  /** Makes a place of its own for one life of a room; `startedAt` in ms since the epoch. Rejects with Refusal. */
  begin(room: string, startedAt: number): Promise<Recording>
}
