import type { Clock } from '../../../ports/clock.ts'
import type { OfferedFile } from '../../../ports/file-application.ts'
import type { Log } from '../../../ports/log.ts'
import type {
  RoomFileAddress,
  RoomFileApplication,
  RoomFileUpload,
  RoomUploadOutcome,
} from '../../../ports/room-file-application.ts'
import { GuessThrottle } from '../../guess-throttle.ts'
import { roomName } from '../room-name.ts'
import type { FileRoom, FileRooms } from './file-room.ts'

interface ExchangeNeeds {
  readonly clock: Clock
  readonly log: Log
}

/** Characters of what a client takes for a room, under which wrong sessions are counted, whether there is such a room or not. */
const LONGEST_KEY = 200

/**
 * Files that participants of a room share with each other (sylkrtc-protocol §7.2). A room session is all it takes: that of somebody who is there to upload,
 * and to download also that of somebody who was there, since clients ask with the session of whoever shared the file.
 */
export class RoomFileExchange implements RoomFileApplication {
  readonly #rooms: FileRooms
  readonly #needs: ExchangeNeeds
  readonly #throttle = new GuessThrottle()

  constructor(rooms: FileRooms, needs: ExchangeNeeds) {
    this.#rooms = rooms
    this.#needs = needs
  }

  async upload(upload: RoomFileUpload): Promise<RoomUploadOutcome> {
    const { session, address, size } = upload
    const room = this.#enter(upload, address, () => false)
    if (typeof room === 'string') return room
    const received = await room.files.receive({ ...upload, uploader: () => room.member(session) })
    const outcome = typeof received === 'string' ? received : 'stored'
    this.#needs.log.info('room file upload', { outcome, room: roomName(upload.room), bytes: size })
    if (typeof received !== 'string') room.shared(received)
    return outcome
  }

  async find(asked: RoomFileAddress, address: string): Promise<OfferedFile | 'missing' | 'forbidden' | 'wait'> {
    const { session, name } = asked
    const room = this.#enter(asked, address, (entered) => entered.hasSeen(session) || entered.files.hasFileOf(session))
    if (typeof room === 'string') return room
    const blob = await room.files.open(name)
    if (blob === null) return 'missing'
    const { size, storedAt } = blob
    return {
      ...{ name, size, storedAt },
      // What is under one name never changes, and two that come after each other differ in when they came.
      tag: `${Math.round(storedAt).toString(16)}-${size.toString(16)}`,
      read: (first, last) => blob.read(first, last),
      close: () => blob.close(),
    }
  }

  /**
   * The room, where the client may: always who is in it, and others by `mayEnter`. What is wrong is held against the place it comes from, but not against
   * those there who are in the room: their sessions are gone before anybody could have guessed one.
   */
  #enter(
    { room: given, session }: RoomFileAddress,
    address: string,
    mayEnter: (room: FileRoom) => boolean,
  ): FileRoom | 'forbidden' | 'wait' {
    const now = this.#needs.clock.now()
    const name = roomName(given)
    const room = name === null ? null : this.#rooms.find(name)
    if (room !== null && room.member(session) !== null) return room
    const key = `files of ${name ?? given.slice(0, LONGEST_KEY)}`
    if (this.#throttle.wait(address, key, now) > 0) return 'wait'
    if (room !== null && mayEnter(room)) {
      this.#throttle.succeeded(address, key)
      return room
    }
    this.#throttle.failed(address, key, now)
    return 'forbidden'
  }
}
