import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import {
  Conference,
  type ConferenceSettings,
  type ConferenceWorld,
} from '../../../server/src/applications/conference/conference.ts'
import type { FileDoor } from '../../../server/src/applications/conference/file-door.ts'
import type { ChatroomHouse } from '../../../server/src/core/chatroom/chatroom-house.ts'
import { type ChatroomSettings, LocalChatrooms } from '../../../server/src/core/chatroom/local-chatrooms.ts'
import { screenPath } from '../../../server/src/edge/http/screen-routes.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import { everyone, nobody } from './chat-house.ts'
import { ChatPhone, type ChatPhoneOptions } from './chat-phone.ts'
import { RecordingLog } from './log.ts'
import { type MsrpEdgeOptions, type RunningMsrp, startMsrp } from './msrp-edge.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './sip-edge.ts'

/** What a door for files is made of. */
export type FileWorld = Pick<ConferenceWorld, 'sessions' | 'caller' | 'clock' | 'log' | 'random'> & {
  readonly rooms: LocalChatrooms
}

export interface ConferenceOptions {
  readonly rooms?: Partial<ChatroomSettings>
  readonly historySize?: number
  readonly roomLimits?: ConstructorParameters<typeof LocalChatrooms>[1]
  readonly settings?: Partial<ConferenceSettings>
  readonly msrp?: MsrpEdgeOptions
  readonly sip?: EdgeOptions
  /** Or how it is made of what is there. */
  readonly files?: FileDoor | ((world: FileWorld) => FileDoor)
  /** Rooms wherever they are, made of those that are here; absent: those alone. */
  readonly house?: (rooms: LocalChatrooms, log: RecordingLog) => ChatroomHouse
  /** Of the rooms and the focus. */
  readonly clock?: Clock
}

/** Chat rooms for SIP clients, with both edges on loopback, and the clients that come to them. */
export class ConferenceHouse {
  readonly rooms: LocalChatrooms
  readonly msrp: RunningMsrp
  readonly sip: RunningEdge
  readonly log: RecordingLog
  readonly #phones: ChatPhone[] = []

  private constructor(rooms: LocalChatrooms, msrp: RunningMsrp, sip: RunningEdge, log: RecordingLog) {
    this.rooms = rooms
    this.msrp = msrp
    this.sip = sip
    this.log = log
  }

  static async open(options: ConferenceOptions = {}): Promise<ConferenceHouse> {
    const { historySize = 20, clock = systemClock, files = null, roomLimits = {} } = options
    const log = new RecordingLog()
    const settings: ChatroomSettings = {
      ...{ accessPolicy: 'allow,deny', allow: everyone, deny: nobody },
      ...{ advertiseXmppSupport: false, pstnAccessNumbers: [], webrtcGatewayUrl: null },
      ...options.rooms,
    }
    const screens = { urlOf: screenPath, secret: () => systemRandom.id() }
    const rooms = new LocalChatrooms({ clock, log, historySize, grace: 0, screens, settingsOf: () => settings }, roomLimits)
    const msrp = await startMsrp(options.msrp)
    const world: FileWorld = {
      ...{ rooms, clock, log, sessions: msrp.edge, random: systemRandom },
      caller: { call: (...call) => sip.edge.sessions.call(...call) },
    }
    const conference = new Conference(
      {
        ...{ answerDelay: 0, prefersActive: false, longestMessage: 10_485_760, limits: { perUser: 10, all: 1000 } },
        volume: { burst: 8_388_608, steady: 1_048_576 },
        ...{ referRequiresParticipant: true, product: 'Weft/test' },
        ...options.settings,
      },
      { ...world, rooms: options.house?.(rooms, log) ?? rooms, files: typeof files === 'function' ? files(world) : files },
    )
    const sip: RunningEdge = await startEdge([conference], options.sip)
    return new ConferenceHouse(rooms, msrp, sip, log)
  }

  async phone(user: string, options: ChatPhoneOptions = {}): Promise<ChatPhone> {
    const phone = await ChatPhone.at(this.sip.udp, user, options)
    this.#phones.push(phone)
    return phone
  }

  /** A phone that is in the room r1, and has been told what newcomers are. */
  async member(user: string, options: ChatPhoneOptions = {}): Promise<ChatPhone> {
    const phone = await this.phone(user, options)
    await phone.join('r1')
    await phone.hear()
    return phone
  }

  close(): void {
    for (const phone of this.#phones) phone.close()
    this.sip.edge.stop()
    this.msrp.edge.stop()
  }
}
