import type { BlobDraft, BlobHashes, Blobs, OpenBlob, StoredBlob } from '../../../ports/blobs.ts'
import type { UploadBody } from '../../../ports/file-application.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import type { RoomUploadOutcome } from '../../../ports/room-file-application.ts'
import type { SipParty } from '../../../ports/sip-calls.ts'
import { safeFileName } from '../../file/file-name.ts'
import type { FileQuota } from '../../file/file-quota.ts'
import type { RunningUpload, RunningUploads } from '../../file/running-uploads.ts'
import type { Turns } from '../../turns.ts'
import type { SharedFile } from '../room-event.ts'
import { roomName } from '../room-name.ts'
import { canBeGivenOut, freeName } from './room-file-name.ts'
import { parseNote, printNote } from './room-file-note.ts'

export interface RoomFileSettings {
  /** Bytes that one file may have. */
  readonly maxFileSize: number
  /** Bytes of the disk that files leave free. */
  readonly keepFree: number
}

export interface RoomFileNeeds {
  readonly blobs: Blobs
  readonly random: Random
  readonly log: Log
  /** An account is one life of a room. */
  readonly quota: FileQuota
  /** Those of all rooms. An id is one life of a room. */
  readonly uploads: RunningUploads
  /** One at a time in each folder, so that a room finds what the one of that name before it was just keeping. */
  readonly turns: Turns
}

/** One life of a room, from its first participant to its last. */
export interface RoomLife {
  /** As roomName() makes it where its files outlive it. */
  readonly name: string
  /** Whether its files outlive it. */
  readonly persistent: boolean
  /** 128 random bits in lower-case hex. */
  readonly id: string
}

export interface RoomUpload extends UploadBody {
  /** As the client wrote it. */
  readonly name: string
  /** Room session of the uploader. */
  readonly session: string
  /** Whom the file is from; asked when it has come. Null where that is nobody any more. */
  uploader(): SipParty | null
  /** Whether what came is what was announced; else it counts as broken off. Absent: it is. What it keeps of it elsewhere stays there. */
  accepts?(draft: BlobDraft): Promise<boolean>
}

/** A file that somebody else keeps and this room offers as well. */
export interface OfferedElsewhere extends Omit<SharedFile, 'session'> {
  open(): Promise<OpenBlob | null>
}

interface Held {
  readonly file: SharedFile
  /** Null where they are not known. */
  readonly hashes: BlobHashes | null
  /** Null: it is in the folder. */
  readonly elsewhere: OfferedElsewhere | null
}

type Received = SharedFile | Exclude<RoomUploadOutcome, 'stored'>
type Folder = readonly [string, ...string[]]

/** Clients are told of all of them at once. */
const MOST_FILES = 1_000
/** Where rooms that are not persistent keep theirs; the name of a room has an `@`. */
export const TEMPORARY = 'temporary'
const HEX_ID = /^[0-9a-f]{32}$/

/**
 * The files of one room, while it is there (sylkrtc-protocol §7.2). Those of a persistent room are in its folder, and found there by the next of its
 * name; any other has a folder for this life alone, so that nobody meets what was said to be gone.
 */
export class RoomFiles {
  readonly #life: RoomLife
  readonly #folder: Folder | null
  readonly #settings: RoomFileSettings
  readonly #needs: RoomFileNeeds
  readonly #files = new Map<string, Held>()
  /** Names of files, of those that are just being kept, and of what else is in the folder. */
  readonly #names = new Set<string>()
  #coming = 0
  #loaded: Promise<void> | null = null
  #closed: Promise<void> | null = null

  constructor(life: RoomLife, settings: RoomFileSettings, needs: RoomFileNeeds) {
    this.#life = life
    this.#folder = folderOf(life)
    this.#settings = settings
    this.#needs = needs
  }

  /** In the order they came. */
  list(): readonly SharedFile[] {
    return this.#closed === null ? Array.from(this.#files.values(), ({ file }) => file) : []
  }

  /** Whether a file in it is from that session. */
  hasFileOf(session: string): boolean {
    return this.list().some((file) => file.session === session)
  }

  /** Finds the files of a persistent room that are there already. Resolves when list() has them; never rejects; may be called again. */
  load(): Promise<void> {
    const folder = this.#life.persistent ? this.#folder : null
    this.#loaded ??= folder === null ? Promise.resolve() : this.#needs.turns.take(folder.join('/'), () => this.#find(folder))
    return this.#loaded
  }

  /** Takes a file in; resolves with it once it is on disk. Rejects with Refusal where it could not be kept. */
  async receive(upload: RoomUpload): Promise<Received> {
    const { random, uploads } = this.#needs
    const name = safeFileName(upload.name)
    if (name === null || this.#folder === null || this.#closed !== null) return 'forbidden'
    if (upload.size > this.#settings.maxFileSize) return 'too-large'
    if (this.#files.size + this.#coming >= MOST_FILES) return 'room-full'
    this.#coming++
    try {
      const running = await uploads.begin(random.id(), this.#life.id, upload.address, upload.abort)
      if (running === null) return 'too-many'
      return await this.#take(running, name, this.#folder, upload).finally(() => running.over())
    } finally {
      this.#coming--
    }
  }

  /** Null where there is none of that name. What is open can be read to its end, whatever happens to the room. */
  async open(name: string): Promise<OpenBlob | null> {
    const held = this.#files.get(name)
    if (this.#folder === null || this.#closed !== null || !held) return null
    return held.elsewhere ? held.elsewhere.open() : this.#needs.blobs.open({ folder: this.#folder, name })
  }

  /** Of a file that is in the room's folder. Null where there is none of that name, or its hashes are not known. */
  hashesOf(name: string): BlobHashes | null {
    return this.#files.get(name)?.hashes ?? null
  }

  /** Offers a file that is kept elsewhere, under a name of its own and as if from a session that nobody has. Null where the room is over, or has as many files as it may have. */
  adopt(offered: OfferedElsewhere): SharedFile | null {
    const given = safeFileName(offered.name)
    if (given === null || this.#closed !== null || this.#files.size + this.#coming >= MOST_FILES) return null
    const name = freeName(given, (taken) => this.#names.has(taken))
    const { size, uploader } = offered
    const file = { name, size, uploader, session: this.#needs.random.id() }
    this.#names.add(name)
    this.#files.set(name, { file, hashes: null, elsewhere: offered })
    return file
  }

  /**
   * The room is over: uploads that are under way are broken off, and the files are gone, unless the room is persistent. Resolves when the disk is clean;
   * never rejects; may be called again.
   */
  close(): Promise<void> {
    this.#closed ??= this.#end()
    return this.#closed
  }

  async #take(running: RunningUpload, name: string, folder: Folder, upload: RoomUpload): Promise<Received> {
    const { blobs, quota, turns } = this.#needs
    await this.load()
    if (upload.size > (await blobs.free()) - this.#settings.keepFree) return 'disk-full'
    const reservation = quota.reserve(this.#life.id, upload.size)
    if (typeof reservation === 'string') return reservation === 'share-full' ? 'room-full' : reservation
    try {
      const receipt = await blobs.receive(upload.body, upload.size)
      if (receipt.outcome !== 'received') return running.cancelled ? 'cancelled' : toldOf[receipt.outcome]
      const { draft } = receipt
      const uploader = upload.uploader()
      if (uploader === null || !running.settle()) {
        await draft.discard()
        return running.cancelled ? 'cancelled' : 'forbidden'
      }
      const { session } = upload
      const keep = () => this.#keep(folder, draft, { name, size: draft.size, uploader, session })
      const judge = async () => ((await upload.accepts?.(draft)) === false ? 'broken-off' : turns.take(folder.join('/'), keep))
      const kept = await judge().finally(() => draft.discard())
      if (typeof kept !== 'string') reservation.keep()
      return kept
    } finally {
      reservation.release()
    }
  }

  async #keep(folder: Folder, draft: BlobDraft, file: SharedFile): Promise<SharedFile | 'taken' | 'disk-full'> {
    const name = freeName(file.name, (taken) => this.#names.has(taken))
    const named = { ...file, name }
    this.#names.add(name)
    const { sha1, sha256 } = draft
    const outcome = await draft.keep({ folder, name }, printNote(named, { sha1, sha256 }))
    if (outcome === 'taken') return 'taken'
    if (outcome === 'full') {
      this.#names.delete(name)
      return 'disk-full'
    }
    this.#files.set(name, { file: named, hashes: { sha1, sha256 }, elsewhere: null })
    return named
  }

  async #find(folder: Folder): Promise<void> {
    const { blobs, log, quota } = this.#needs
    try {
      const stored = await blobs.inFolder(folder)
      for (const { place } of stored) this.#names.add(place.name)
      const found = stored.filter(({ place }) => canBeGivenOut(place.name)).toSorted(byAge)
      // Of too many the newest are those that somebody may still want.
      for (const { place } of found.slice(-MOST_FILES)) {
        const blob = await blobs.open(place)
        await blob?.close()
        const note = blob && parseNote(blob.note)
        if (!note) continue
        const { uploader, session, hashes } = note
        const file = { name: place.name, size: blob.size, uploader, session }
        this.#files.set(place.name, { file, hashes, elsewhere: null })
        quota.added(this.#life.id, blob.size)
      }
    } catch (error) {
      log.error('files of a room were not found', { room: this.#life.name, error: String(error) })
    }
  }

  async #end(): Promise<void> {
    const { blobs, log, quota, uploads } = this.#needs
    const { id, name, persistent } = this.#life
    await Promise.all([this.#loaded, uploads.endAll(id)])
    for (const { file, elsewhere } of this.#files.values()) if (!elsewhere) quota.removed(id, file.size)
    this.#files.clear()
    if (persistent || this.#folder === null) return
    try {
      await blobs.removeFolder(this.#folder)
    } catch (error) {
      log.error('files of a room were not removed', { room: name, error: String(error) })
    }
  }
}

const toldOf = { 'too-large': 'too-large', full: 'disk-full', 'broken-off': 'broken-off' } as const

/** Null where no name can be one; whoever made the room has seen to that before. */
function folderOf({ name, persistent, id }: RoomLife): Folder | null {
  if (persistent) return roomName(name) === name ? [name] : null
  return HEX_ID.test(id) ? [TEMPORARY, id] : null
}

function byAge(one: StoredBlob, other: StoredBlob): number {
  return one.storedAt - other.storedAt || (one.place.name < other.place.name ? -1 : 1)
}
