import type { ChatEvent, ChatMember, ChatSubmission } from '../../../server/src/core/chatroom/chatroom.ts'
import { type ChatroomSettings, LocalChatrooms } from '../../../server/src/core/chatroom/local-chatrooms.ts'
import type { RoomSeat } from '../../../server/src/core/chatroom/room-seat.ts'
import { RecordingLog } from './log.ts'
import { StillClock } from './still-clock.ts'

export const ROOM = 'r1@conf.test'

export const nobody = { everyone: false, addresses: [], domains: [] }
export const everyone = { ...nobody, everyone: true }

const open: ChatroomSettings = {
  ...{ accessPolicy: 'allow,deny', allow: everyone, deny: nobody },
  ...{ advertiseXmppSupport: false, pstnAccessNumbers: [], webrtcGatewayUrl: null },
}

interface HouseOptions {
  readonly settings?: Partial<ChatroomSettings>
  readonly historySize?: number
  /** ms. */
  readonly grace?: number
  readonly limits?: ConstructorParameters<typeof LocalChatrooms>[1]
}

/** Chat rooms and their guests, in a time of their own. */
export class ChatHouse {
  readonly clock = new StillClock()
  readonly log = new RecordingLog()
  readonly rooms: LocalChatrooms

  constructor({ settings = {}, historySize = 20, grace = 0, limits = {} }: HouseOptions = {}) {
    const { clock, log } = this
    const screens = { urlOf: (room: string, name: string) => `https://weft.test/${room}/${name}`, secret: () => 'secret' }
    const settingsOf = () => ({ ...open, ...settings })
    this.rooms = new LocalChatrooms({ clock, log, historySize, grace, screens, settingsOf }, limits)
  }

  /** `name`@x.test comes in, without a display name unless `details` has one. */
  async join(name: string, details: Partial<ChatMember> = {}, room = ROOM): Promise<ChatGuest> {
    const events: ChatEvent[] = []
    const party = { uri: `${name}@x.test`, displayName: '' }
    const seat = await this.rooms.join(room, { party, tell: (event) => events.push(event), ...details })
    return new ChatGuest(seat, events)
  }
}

/** Somebody in a room, and what he has been told. */
export class ChatGuest {
  readonly seat: RoomSeat
  readonly events: readonly ChatEvent[]

  constructor(seat: RoomSeat, events: readonly ChatEvent[]) {
    this.seat = seat
    this.events = events
  }

  /** What was said, without what the room says of those who come and go. */
  get heard(): readonly string[] {
    return this.#contents('normal')
  }

  get statusLines(): readonly string[] {
    return this.#contents('status')
  }

  #contents(type: 'normal' | 'status'): readonly string[] {
    return this.events.flatMap((event) =>
      event.kind === 'message' && event.message.type === type ? [event.message.content] : [],
    )
  }
}

/** A plain text, whose id is what it says. */
export function text(content: string): ChatSubmission & { readonly id: string } {
  return { id: content, contentType: 'text/plain', content }
}
