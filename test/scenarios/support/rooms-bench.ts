import type { Chatrooms } from '../../../server/src/core/chatroom/chatroom.ts'
import { Devices } from '../../../server/src/core/devices.ts'
import { Invitations } from '../../../server/src/core/room/invitations.ts'
import type { RoomSettings } from '../../../server/src/core/room/room-settings.ts'
import { Rooms } from '../../../server/src/core/room/rooms.ts'
import { SleepingDevices } from '../../../server/src/core/sleeping-devices.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import { RecordingLog } from './log.ts'
import { memoryDirectories } from './memory-store.ts'
import { MemoryVideoRooms } from './memory-video-rooms.ts'
import { noRoomFiles } from './no-room-files.ts'

const still: Clock = { now: () => 0, after: () => () => {} }

const open: RoomSettings = {
  access: {
    accessPolicy: 'allow,deny',
    allow: { everyone: true, addresses: [], domains: [] },
    deny: { everyone: false, addresses: [], domains: [] },
  },
  ...{ registeredOnly: false, moderators: [], maxPublishers: 50, maxBitrate: 2_016_000, videoCodec: 'vp9' },
  ...{ videoDisabled: false, inviteParticipants: [], record: false, persistent: false },
}

/** A chat in which nobody says anything. */
const silent: Chatrooms = {
  join: async () => ({
    say: async () => ({ code: 200, reason: 'OK' }),
    compose: () => {},
    share: () => () => {},
    leave: () => {},
  }),
}

/** The rules of video rooms over a back end in memory. */
export interface RoomsBench {
  readonly rooms: Rooms
  readonly media: MemoryVideoRooms
  readonly clock: Clock
  readonly log: RecordingLog
  /** Of every room. */
  readonly settings: RoomSettings
}

/** `media`: `automatic` does everything at once, `manual` when the test lets it. */
export function roomsBench(media: 'automatic' | 'manual' = 'automatic', clock: Clock = still): RoomsBench {
  const log = new RecordingLog()
  const backend = new MemoryVideoRooms(media)
  const sleeping = new SleepingDevices({
    pushTokens: memoryDirectories().pushTokens,
    push: { notify: async () => ({ kind: 'delivered' }), close: async () => {} },
    log,
  })
  const rooms = new Rooms({
    ...{ clock, log, media: backend, chatrooms: silent, mostRooms: 10 },
    invitations: new Invitations({ clock, devices: new Devices(), sleeping, random: { id: () => '0'.repeat(32) }, log }),
    settingsOf: () => open,
    chatroomOf: (room) => room,
    filesOf: noRoomFiles,
    recordingOf: () => {
      throw new Error('nothing is recorded')
    },
  })
  return { rooms, media: backend, clock, log, settings: open }
}
