import type { Config } from '../config/config.ts'
import { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

interface ChatroomNeeds {
  readonly clock: Clock
  readonly log: Log
  /** As it is now: it may be read again while the server runs. */
  readonly config: () => Config
}

/** The chat rooms that conference.ini is about. */
export function chatroomsOf({ clock, log, config }: ChatroomNeeds): LocalChatrooms {
  const { conference, roomLimits, msrp } = config()
  return new LocalChatrooms(
    {
      ...{ clock, log },
      historySize: conference.historySize,
      grace: roomLimits.chatroomExpire,
      settingsOf: (room) => config().chatRooms.of(room),
    },
    { longestMessage: msrp.maxMessageSize },
  )
}
