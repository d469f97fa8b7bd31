import type { Config } from '../config/config.ts'
import { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import { screenPath } from '../edge/http/screen-routes.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'

interface ChatroomNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly random: Random
  /** Where people reach this server by HTTP, without a slash at the end. */
  readonly baseUrl: () => string
  /** As it is now: it may be read again while the server runs. */
  readonly config: () => Config
}

/** The chat rooms that conference.ini is about. */
export function chatroomsOf({ clock, log, random, baseUrl, config }: ChatroomNeeds): LocalChatrooms {
  const { conference, roomLimits, msrp } = config()
  return new LocalChatrooms(
    {
      ...{ clock, log },
      historySize: conference.historySize,
      grace: roomLimits.chatroomExpire,
      screens: { urlOf: (room, name) => baseUrl() + screenPath(room, name), secret: () => random.id() },
      settingsOf: (room) => config().chatRooms.of(room),
    },
    { longestMessage: msrp.maxMessageSize },
  )
}
