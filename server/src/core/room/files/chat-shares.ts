import type { ChatSeat } from '../../chatroom/chatroom.ts'
import type { RoomFile } from '../../chatroom/room-file.ts'
import type { SharedFile } from '../room-event.ts'
import type { RoomFiles } from './room-files.ts'

type OfferedFiles = Pick<RoomFiles, 'list' | 'hashesOf' | 'open' | 'adopt'>

/** The files of a video room and of its chat: what comes in by one door is to be had at both, and is kept once. */
export class ChatShares {
  readonly #files: OfferedFiles
  readonly #told: (file: SharedFile) => void
  /** Those that the video room keeps, as the chat knows them, and how they are taken back there. */
  readonly #ours = new Map<RoomFile, () => void>()
  /** Those that the chat keeps, and this room offers. */
  readonly #theirs = new Set<RoomFile>()

  /** `told` has everybody in the room hear of a file that has come into its chat. */
  constructor(files: OfferedFiles, told: (file: SharedFile) => void) {
    this.#files = files
    this.#told = told
  }

  /** Files that were there when the room began. */
  found(): void {
    for (const file of this.#files.list()) this.#add(file)
  }

  /** Somebody has uploaded a file, who writes in the chat by `line`. */
  uploaded(file: SharedFile, line: Pick<ChatSeat, 'share'> | null): void {
    const shared = this.#add(file)
    if (shared && line) this.#ours.set(shared, line.share(shared, 'new'))
  }

  /** A participant has come into the chat, which may know nothing of this room's files yet. */
  entered(line: Pick<ChatSeat, 'share'>): void {
    for (const file of this.#ours.keys()) this.#ours.set(file, line.share(file, 'known'))
  }

  /** A file is in the chat. */
  offered(file: RoomFile): void {
    if (this.#ours.has(file) || this.#theirs.has(file)) return
    this.#theirs.add(file)
    const { name, size, sender: uploader } = file
    const adopted = this.#files.adopt({ name, size, uploader, open: () => file.open() })
    if (adopted) this.#told(adopted)
  }

  /** The room is over, and with it its files. */
  close(): void {
    for (const takeBack of this.#ours.values()) takeBack()
  }

  /** Null where nobody could ask for it: its hashes are not known. */
  #add({ name, size, uploader: sender }: SharedFile): RoomFile | null {
    const hashes = this.#files.hashesOf(name)
    if (!hashes) return null
    const file = { ...{ name, size, sender }, ...hashes, open: () => this.#files.open(name) }
    this.#ours.set(file, () => {})
    return file
  }
}
