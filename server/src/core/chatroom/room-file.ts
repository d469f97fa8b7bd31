import type { BlobHashes, OpenBlob } from '../../ports/blobs.ts'
import type { SipParty } from '../../ports/sip-calls.ts'

/** A file that was put into a room, for everybody in it to fetch, whatever door it came in by. It is asked for by its hashes. */
export interface RoomFile extends BlobHashes {
  /** As it is shown; safe in paths and headers. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sender: SipParty
  /** Its bytes; null where they are gone. */
  open(): Promise<OpenBlob | null>
}
