import type { SipParty } from '../../ports/sip-calls.ts'
import type { RoomFile } from './room-file.ts'
import { requestedText, transferFailedText, uploadedText, uploadingText } from './status-text.ts'

interface FileNeeds {
  /** The room's address. */
  readonly room: string
  /** A status line for everybody. */
  announce(text: string): void
  /** Hands it to everybody whose door takes files. */
  offer(file: RoomFile): void
  /** The list is another one. */
  changed(): void
}

/** Of one room; the oldest are not offered any more then. */
const MOST_FILES = 1000

/** The files of a room, and what the room says of them (msrp-conference §7.1, §8). Whoever keeps their bytes tells it what became of them. */
export class RoomFiles {
  readonly #needs: FileNeeds
  #list: readonly RoomFile[] = []

  constructor(needs: FileNeeds) {
    this.#needs = needs
  }

  /** In the order in which they came. */
  get list(): readonly RoomFile[] {
    return this.#list
  }

  /** `size` in bytes. */
  uploading(sender: SipParty, name: string, size: number): void {
    this.#needs.announce(uploadingText(this.#needs.room, sender, name, size))
  }

  uploaded(file: RoomFile): void {
    this.add(file)
    this.#needs.announce(uploadedText(file.sender, file.name, file.size))
  }

  /** Puts it in the list without a word; nothing happens where it is in it. */
  add(file: RoomFile): void {
    if (this.#list.includes(file)) return
    this.#list = [...this.#list, file].slice(-MOST_FILES)
    this.#needs.offer(file)
    this.#needs.changed()
  }

  /** It cannot be fetched any more. */
  remove(file: RoomFile): void {
    if (!this.#list.includes(file)) return
    this.#list = this.#list.filter((one) => one !== file)
    this.#needs.changed()
  }

  requested(party: SipParty, name: string): void {
    this.#needs.announce(requestedText(this.#needs.room, party, name))
  }

  failed(name: string, reason: string): void {
    this.#needs.announce(transferFailedText(name, reason))
  }
}
