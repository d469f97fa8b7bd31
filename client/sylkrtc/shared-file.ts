import type { SharedFile as SdkSharedFile } from '../conference-files.ts'
import { Identity } from './identity.ts'

/** A file that somebody shared in a room, as sylkrtc.js tells it. */
export class SharedFile {
  readonly filename: string
  /** Bytes. */
  readonly filesize: number
  readonly uploader: Identity
  /** Room session of the uploader. */
  readonly session: string

  constructor({ name, size, uploader, session }: SdkSharedFile) {
    this.filename = name
    this.filesize = size
    this.uploader = new Identity(uploader)
    this.session = session
  }
}
