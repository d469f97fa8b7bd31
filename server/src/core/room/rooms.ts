import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { VideoRooms } from '../../ports/video-rooms.ts'
import type { Chatrooms } from '../chatroom/chatroom.ts'
import { Failure } from '../failure.ts'
import type { FileRoom, FileRooms } from './files/file-room.ts'
import type { RoomFiles } from './files/room-files.ts'
import type { Invitations } from './invitations.ts'
import type { Entrant, Member } from './member.ts'
import type { RoomRecording } from './recording-log.ts'
import { Room } from './room.ts'
import { admission } from './room-admission.ts'
import { roomName } from './room-name.ts'
import type { RoomSettings } from './room-settings.ts'

export interface RoomsNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly media: VideoRooms
  readonly chatrooms: Chatrooms
  readonly invitations: Invitations
  /** Of all rooms there may be at a time. */
  readonly mostRooms: number
  settingsOf(room: string): RoomSettings
  /** Address of the chat that belongs to a room; `room` as roomName() makes it. */
  chatroomOf(room: string): string
  filesOf(room: string, persistent: boolean): RoomFiles
  recordingOf(room: string): RoomRecording
}

/** What somebody asks who wants to come in. */
export interface JoinDetails {
  readonly room: string
  readonly sdp: string
  /** Count for whoever is the first. */
  readonly audio: boolean
  readonly video: boolean
}

/** A participant's place: what it may ask of the room, and what it has there. */
export interface Seat {
  readonly room: Room
  readonly member: Member
}

/** All video rooms there are. A room begins with its first participant and is gone with its last. */
export class Rooms implements FileRooms {
  readonly #needs: RoomsNeeds
  readonly #rooms = new Map<string, Room>()
  /** Room sessions in use, in whatever room: they name people, and let them fetch files. */
  readonly #sessions = new Set<string>()
  readonly #closing = new Set<Promise<void>>()

  constructor(needs: RoomsNeeds) {
    this.#needs = needs
  }

  /** The room of that address; null where nobody is. */
  find(address: string): FileRoom | null {
    return this.#rooms.get(roomName(address) ?? '') ?? null
  }

  /**
   * Resolves when the backend has taken the offer; with null where the room is full, which the entrant is told as its end, since clients wait for one of
   * the two. Rejects with Failure or Refusal; nothing is left of it then.
   */
  async join(entrant: Entrant, details: JoinDetails): Promise<Seat | null> {
    const { session } = entrant
    if (this.#sessions.has(session)) throw new Failure('session-exists', session)
    const room = this.#enter(entrant, details)
    if (room.isFull) {
      this.#needs.log.info('a room is full', { room: room.address })
      entrant.enqueue(() => entrant.tell({ kind: 'terminated', reason: new Failure('room-full').text }))
      return null
    }
    this.#sessions.add(session)
    return { room, member: await room.join(entrant, details.sdp) }
  }

  /** Resolves when nothing of the rooms that have ended is left, in the backend or on disk. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing)
  }

  /** The room that is to be joined, by somebody who may. */
  #enter({ device, hasProved }: Entrant, details: JoinDetails): Room {
    const name = roomName(details.room)
    if (name === null) throw new Failure('room-name', details.room)
    const settings = this.#needs.settingsOf(name)
    const decision = admission(device.party.uri, hasProved(), settings)
    if (!decision.allowed) {
      this.#needs.log.info('not let into a room', { room: name, account: device.party.uri, reason: decision.reason })
      throw new Failure('room-not-allowed', details.room, device.party.uri)
    }
    return this.#rooms.get(name) ?? this.#begin(name, details, settings)
  }

  #begin(name: string, { room: address, audio, video }: JoinDetails, settings: RoomSettings): Room {
    const { clock, log, media, chatrooms, invitations, mostRooms, chatroomOf, filesOf, recordingOf } = this.#needs
    if (this.#rooms.size >= mostRooms) throw new Failure('rooms-full')
    const room: Room = new Room(
      { address, audio, video: video && !settings.videoDisabled, settings },
      {
        ...{ clock, log, media, chatrooms, invitations, chatroom: chatroomOf(name) },
        files: filesOf(name, settings.persistent),
        recording: settings.record ? recordingOf(name) : null,
        gone: (session) => this.#sessions.delete(session),
        over: () => this.#end(name, room),
      },
    )
    this.#rooms.set(name, room)
    return room
  }

  /** Whoever joins from now on begins a room anew. */
  #end(name: string, room: Room): void {
    this.#rooms.delete(name)
    // Once the room has begun to close: it says so before it does.
    const closing = Promise.resolve().then(() => room.closed())
    this.#closing.add(closing)
    void closing.finally(() => this.#closing.delete(closing))
  }
}
