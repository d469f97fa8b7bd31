import type { JanusSession } from '../adapters/janus/session.ts'
import { JanusVideoRooms } from '../adapters/janus/videoroom/video-rooms.ts'
import type { Config } from '../config/config.ts'
import type { ChatroomHouse } from '../core/chatroom/chatroom-house.ts'
import { chatroomOf } from '../core/chatroom/chatroom-of.ts'
import type { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import type { Devices } from '../core/devices.ts'
import { Invitations } from '../core/room/invitations.ts'
import type { RoomSettings } from '../core/room/room-settings.ts'
import { Rooms } from '../core/room/rooms.ts'
import type { SleepingDevices } from '../core/sleeping-devices.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { RoomFileApplication } from '../ports/room-file-application.ts'
import { chatroomsOf } from './chatrooms.ts'
import { roomFilesOf } from './room-files.ts'

interface RoomNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly janus: JanusSession
  readonly devices: Devices
  readonly sleeping: SleepingDevices
  /** Where people reach this server by HTTP, without a slash at the end. */
  readonly baseUrl: () => string
  /** As it is now: it may be read again while the server runs. */
  readonly config: () => Config
  /** Chat rooms wherever they are, by those of this server. */
  readonly houseOf: (chatrooms: LocalChatrooms) => ChatroomHouse
}

/** Rooms of both kinds, and the files of the video rooms. */
export interface RoomParts {
  readonly rooms: Rooms
  readonly chatrooms: LocalChatrooms
  readonly house: ChatroomHouse
  readonly files: RoomFileApplication
  /** Removes what rooms left behind when the process before was killed; before any room begins. Never rejects. */
  clear(): Promise<void>
}

export function roomsOf(needs: RoomNeeds): RoomParts {
  const { clock, random, log, janus, devices, sleeping, baseUrl, config, houseOf } = needs
  const { roomLimits } = config()
  const chatrooms = chatroomsOf({ clock, log, random, baseUrl, config })
  const house = houseOf(chatrooms)
  const files = roomFilesOf(config(), { clock, random, log })
  const rooms = new Rooms({
    ...{ clock, log, chatrooms: house },
    media: new JanusVideoRooms({ session: janus, clock, random, log }),
    mostRooms: roomLimits.maxRooms,
    invitations: new Invitations({ clock, devices, sleeping, random, log }),
    settingsOf: (room) => settingsOf(config(), room),
    chatroomOf: (room) => {
      const chatroom = chatroomOf(room, roomLimits.conferenceUriRewrite)
      return sectionOf(config().chatRooms.names, chatroom) ?? chatroom
    },
    filesOf: (room, persistent) => files.filesOf(room, persistent),
    recordingOf: (room) => files.recordingOf(room),
  })
  return { rooms, chatrooms, house, files: files.exchange(rooms), clear: () => files.clear() }
}

/** What the operator decides of a room; `room` as roomName() makes it. */
function settingsOf({ rooms, roomLimits }: Config, room: string): RoomSettings {
  const { accessPolicy, allow, deny, moderators, maxPublishers, ...settings } = rooms.of(sectionOf(rooms.names, room) ?? room)
  return {
    ...settings,
    access: { accessPolicy, allow, deny },
    moderators: moderators.map((account) => account.toLowerCase()),
    maxPublishers: maxPublishers || roomLimits.maxPublishers,
  }
}

/**
 * How the operator has written a room's name, if it has a section. Video rooms have one name whatever the case they are written in; sections, and chat
 * rooms, are told apart by the case of the user part.
 */
function sectionOf(names: readonly string[], room: string): string | undefined {
  return names.find((name) => name.toLowerCase() === room.toLowerCase())
}
