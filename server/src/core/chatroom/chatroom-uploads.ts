import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { BlobDraft, BlobHashes, Blobs } from '../../ports/blobs.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { addressKey } from '../address-key.ts'
import { INCOMPLETE, type Kept, type NotKept } from '../file/file-reception.ts'
import type { PartialFiles } from '../file/partial-files.ts'
import { type RoomFileNeeds, type RoomFileSettings, RoomFiles, TEMPORARY } from '../room/files/room-files.ts'
import type { LocalChatroom } from './local-chatroom.ts'
import type { RoomFile } from './room-file.ts'

/** A file that somebody brings into a chat room. */
export interface ChatUpload {
  /** As its sender calls it. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sender: SipParty
  /** What it says it is; without any of them it cannot go on where it broke off. */
  readonly hashes: Partial<BlobHashes>
  /** Ends the transfer. */
  abort(): void
  /** It is in the room. */
  kept(file: RoomFile): void
}

export interface ChatroomUploadNeeds extends RoomFileNeeds {
  readonly blobs: Blobs
  readonly random: Random
  readonly log: Log
  readonly partials: PartialFiles
}

type Judgement = 'whole' | 'incomplete' | 'other-file'

const OTHER_FILE: NotKept = { kept: false, code: 400, reason: 'File hash mismatch' }
const NOT_STORED: NotKept = { kept: false, code: 413, reason: 'File could not be stored' }
const REFUSALS: Readonly<Record<Exclude<Awaited<ReturnType<RoomFiles['receive']>>, object>, NotKept>> = {
  forbidden: { kept: false, code: 403, reason: 'File not accepted' },
  wait: { kept: false, code: 413, reason: 'Too many transfers' },
  taken: NOT_STORED,
  'too-large': { kept: false, code: 413, reason: 'File too large' },
  'too-many': { kept: false, code: 413, reason: 'Too many transfers' },
  'room-full': { kept: false, code: 413, reason: 'No space left in the room' },
  'disk-full': { kept: false, code: 413, reason: 'No space left on the server' },
  cancelled: { kept: false, code: 481, reason: 'The room has ended' },
  'broken-off': INCOMPLETE,
}

/** The files that are brought into chat rooms: each life of a room has a folder of its own, and it goes with the room. */
export class ChatroomUploads {
  readonly #settings: RoomFileSettings
  readonly #needs: ChatroomUploadNeeds
  readonly #folders = new Map<LocalChatroom, RoomFiles>()
  readonly #closing = new Set<Promise<void>>()

  constructor(settings: RoomFileSettings, needs: ChatroomUploadNeeds) {
    this.#settings = settings
    this.#needs = needs
  }

  /** Bytes that one file may have. */
  get maxFileSize(): number {
    return this.#settings.maxFileSize
  }

  /** How many bytes of it are here, from its sender's last attempt. Never rejects. */
  async stored(room: LocalChatroom, upload: ChatUpload): Promise<number> {
    try {
      const key = keyOf(room, upload)
      const blob = key === null ? null : await this.#needs.partials.open(key)
      await blob?.close()
      return blob && blob.size < upload.size ? blob.size : 0
    } catch (error) {
      this.#failed(error)
      return 0
    }
  }

  /** Takes a file in, of which `from` bytes are here already. Whoever is in the room reads of it once it is on disk. Never rejects. */
  async receive(room: LocalChatroom, upload: ChatUpload, body: AsyncIterable<Uint8Array>, from: number): Promise<Kept> {
    try {
      return await this.#receive(room, upload, body, from)
    } catch (error) {
      this.#failed(error)
      return NOT_STORED
    }
  }

  /** Removes what rooms left behind when the process before was killed, and old parts of files; before any room begins. Never rejects. */
  async clear(): Promise<void> {
    try {
      await this.#needs.blobs.removeFolder([TEMPORARY])
      await this.#needs.partials.clear()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Resolves when nothing of the rooms that have ended is left on disk. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing)
  }

  async #receive(room: LocalChatroom, upload: ChatUpload, body: AsyncIterable<Uint8Array>, from: number): Promise<Kept> {
    const { name, size, sender, abort } = upload
    const files = this.#folderOf(room)
    const before = from > 0 ? await this.#begun(room, upload, from) : null
    if (from > 0 && !before) return INCOMPLETE
    const judged: Judgement[] = []
    const received = await files.receive({
      ...{ name, size, session: '', abort, address: addressKey(sender.uri) },
      body: before ? joined(before, body) : body,
      uploader: () => sender,
      accepts: async (draft) => {
        const judgement = await this.#judge(room, upload, draft)
        judged.push(judgement)
        return judgement === 'whole'
      },
    })
    if (typeof received === 'string') return judged.includes('other-file') ? OTHER_FILE : REFUSALS[received]
    const hashes = files.hashesOf(received.name)
    if (!hashes) return REFUSALS.cancelled
    const file = { ...{ name: received.name, size, sender }, ...hashes, open: () => files.open(received.name) }
    room.files.uploaded(file)
    upload.kept(file)
    return { kept: true }
  }

  /** What is not all of it is kept, so that it can go on from there. */
  async #judge(room: LocalChatroom, upload: ChatUpload, draft: BlobDraft): Promise<Judgement> {
    const { partials } = this.#needs
    const key = keyOf(room, upload)
    const isWhole = draft.size === upload.size
    if (key !== null) await (isWhole ? partials.remove(key) : partials.keep(key, draft))
    if (!isWhole) return 'incomplete'
    const { sha1, sha256: longer } = upload.hashes
    return isSame(sha1, draft.sha1) && isSame(longer, draft.sha256) ? 'whole' : 'other-file'
  }

  /** The bytes that are here; null where they are not, or not those. */
  async #begun(room: LocalChatroom, upload: ChatUpload, from: number): Promise<AsyncIterable<Uint8Array> | null> {
    const key = keyOf(room, upload)
    const blob = key === null ? null : await this.#needs.partials.open(key)
    if (blob?.size === from) return blob.read(0, from - 1)
    await blob?.close()
    return null
  }

  #folderOf(room: LocalChatroom): RoomFiles {
    const there = this.#folders.get(room)
    if (there) return there
    const files = new RoomFiles(
      { name: room.address, persistent: false, id: this.#needs.random.id() },
      this.#settings,
      this.#needs,
    )
    this.#folders.set(room, files)
    room.watch({ changed: () => {}, ended: () => this.#end(room, files) })
    return files
  }

  #end(room: LocalChatroom, files: RoomFiles): void {
    this.#folders.delete(room)
    const closing = files.close()
    this.#closing.add(closing)
    void closing.finally(() => this.#closing.delete(closing))
  }

  #failed(error: unknown): void {
    this.#needs.log.error('files of chat rooms are not kept', { error: error instanceof Error ? error.message : String(error) })
  }
}

/** Under what a part of a file is kept: nobody goes on with what somebody else has begun, nor spoils it. Null where nothing says which file it is. */
function keyOf({ address }: LocalChatroom, { sender, size, hashes }: ChatUpload): string | null {
  const hash = hashes.sha256 ?? hashes.sha1
  const parts = hash && [addressKey(address), addressKey(sender.uri), bytesToHex(hash), size]
  return parts ? bytesToHex(sha256(utf8ToBytes(parts.join(' ')))) : null
}

/** Whether it is what was announced, if anything was. */
function isSame(announced: Uint8Array | undefined, found: Uint8Array): boolean {
  return announced === undefined || bytesToHex(announced) === bytesToHex(found)
}

async function* joined(first: AsyncIterable<Uint8Array>, second: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first
  yield* second
}
