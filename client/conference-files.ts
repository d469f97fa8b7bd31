import type { Party } from './call.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import type { Platform } from './platform.ts'
import { httpBase, type UploadOptions, upload } from './upload.ts'

/** A file that somebody shared in a room. */
export interface SharedFile {
  /** Under which it is fetched; unique in its room. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly uploader: Party
  /** Room session of the uploader. */
  readonly session: string
}

interface ConferenceFilesEvents {
  /** Those that were not known before. */
  added: readonly SharedFile[]
}

/** The files of a room (sylkrtc-protocol.md §7.2). */
export class ConferenceFiles extends Emitter<ConferenceFilesEvents> {
  readonly #platform: Platform
  readonly #base: string
  readonly #known = new Map<string, SharedFile>()
  readonly #unsubscribe: () => void

  /**
   * @param room its address
   * @param session the own room session, which is what allows to have its files
   */
  constructor(connection: Connection, room: string, session: string) {
    super()
    this.#platform = connection.platform
    this.#base = [httpBase(connection.url), 'filesharing', encodeURIComponent(room), encodeURIComponent(session)].join('/')
    this.#unsubscribe = connection.on('room', (event) => {
      if (event.session !== session || event.event !== 'file-sharing') return
      const fresh = event.files
        .map(({ filename: name, filesize: size, uploader: { uri, display_name: displayName }, session: of }) => {
          return { name, size, uploader: { uri, displayName }, session: of }
        })
        .filter(({ name }) => !this.#known.has(name))
      for (const file of fresh) this.#known.set(file.name, file)
      if (fresh.length > 0) this.emit('added', fresh)
    })
  }

  /** All that were shared, oldest first. */
  get list(): readonly SharedFile[] {
    return [...this.#known.values()]
  }

  /** Where a file of this room is fetched, as long as one is in the room. @param name as in `SharedFile` */
  url(name: string): string {
    return `${this.#base}/${encodeURIComponent(name)}`
  }

  /**
   * Shares a file with everybody; all are told of it, its uploader included, under the name that the room gives it. Rejects with a
   * RequestFailure.
   */
  upload(name: string, content: Blob, options: UploadOptions = {}): Promise<void> {
    return upload(this.#platform, this.url(name), content, options)
  }

  /** The room is over for this participant. */
  close(): void {
    this.#unsubscribe()
  }
}
