import { addressKey } from '../../../core/address-key.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { RoomFile } from '../../../core/chatroom/room-file.ts'
import type { Log } from '../../../ports/log.ts'
import { FileCall, type FileCallNeeds } from './file-call.ts'

interface FileCallsNeeds extends FileCallNeeds {
  readonly log: Log
}

/** Calls that bring one file to people, at a time. */
const AT_ONCE = 10

/** Calls of rooms to those who are in them, to bring each a file that one of them has brought (msrp-conference §8.5). */
export class FileCalls {
  readonly #needs: FileCallsNeeds

  constructor(needs: FileCallsNeeds) {
    this.#needs = needs
  }

  /** Once to each user but the one who brought it, however many devices he has there. */
  send(room: LocalChatroom, file: RoomFile): void {
    const sender = addressKey(file.sender.uri)
    const others = room.participants.map(({ party }) => party.uri).filter((address) => addressKey(address) !== sender)
    const work = async () => {
      for (let address = others.shift(); address !== undefined; address = others.shift()) await this.#bring(room, file, address)
    }
    for (let worker = 0; worker < AT_ONCE; worker++) void work()
  }

  /** Resolves when that call is over. Never rejects. */
  async #bring({ address: room }: LocalChatroom, file: RoomFile, address: string): Promise<void> {
    try {
      const blob = await file.open()
      if (blob) await new FileCall({ room, file, address }, blob, this.#needs).ended
    } catch (error) {
      this.#needs.log.info('a file could not be brought to somebody', { chatroom: room, error: String(error) })
    }
  }
}
