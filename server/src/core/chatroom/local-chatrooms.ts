import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { addressKey } from '../address-key.ts'
import { Failure } from '../failure.ts'
import { type Access, type RoomAccess, roomAccess } from '../room-access.ts'
import type { ChatMember, Chatrooms } from './chatroom.ts'
import { type ChatroomLimits, LocalChatroom } from './local-chatroom.ts'
import type { RoomSeat } from './room-seat.ts'
import type { WaysIn } from './welcome.ts'

/** What the operator decides of one chat room. */
export interface ChatroomSettings extends Access, WaysIn {}

interface ChatroomsNeeds {
  readonly clock: Clock
  readonly log: Log
  /** Messages that are kept for those who come later; 0: none. */
  readonly historySize: number
  /** Of the room `user@host`; asked whenever they matter, since the operator may change them. */
  settingsOf(room: string): ChatroomSettings
}

/** Photographs as clients send them fit in; a room's history takes some MiB at the worst. */
const LIMITS = { longestMessage: 10_485_760, rate: { perSecond: 20, burst: 50 }, historyBytes: 16_777_216 }
const LONGEST_NAME = 200
/** Somebody may make rooms as he likes: they take next to nothing, but not nothing. */
const MOST_ROOMS = 50_000

/**
 * The chat rooms of this server, in memory. Every address can be a room's: it is there from when the first member comes in until the last one is gone, and
 * its history with it (msrp-conference §1.1, §1.2).
 */
export class LocalChatrooms implements Chatrooms {
  readonly #needs: ChatroomsNeeds
  readonly #limits: ChatroomLimits
  readonly #rooms = new Map<string, LocalChatroom>()

  constructor(needs: ChatroomsNeeds, limits: Partial<typeof LIMITS> = {}) {
    const { historyBytes: bytes, longestMessage, rate } = { ...LIMITS, ...limits }
    this.#needs = needs
    this.#limits = { longestMessage, rate, history: { messages: needs.historySize, bytes } }
  }

  /** Rooms that are there. */
  get size(): number {
    return this.#rooms.size
  }

  /** `invited`: somebody in the room, who may, has asked for that member, whom nobody else need allow then (msrp-conference §2.1). */
  async join(room: string, member: ChatMember, { invited = false } = {}): Promise<RoomSeat> {
    if (!invited && !this.access(room, member.party.uri).allowed) throw new Failure('room-not-allowed', room, member.party.uri)
    return this.#roomAt(room).enter(member)
  }

  /** Null where nobody is in such a room. */
  find(room: string): LocalChatroom | null {
    return this.#rooms.get(addressKey(room)) ?? null
  }

  /** Whether that address may come into the room, or know who is in it; whether there is one does not matter. */
  access(room: string, address: string): RoomAccess {
    return roomAccess(this.#needs.settingsOf(addressKey(room)), address)
  }

  /** Puts everybody out of every room. */
  close(reason: string): void {
    for (const room of this.#rooms.values()) room.close(reason)
  }

  #roomAt(address: string): LocalChatroom {
    const key = addressKey(address)
    const there = this.#rooms.get(key)
    if (there) return there
    if (!canBeRoom(address)) throw new Failure('room-name', address.slice(0, LONGEST_NAME))
    if (this.#rooms.size >= MOST_ROOMS) throw new Failure('rooms-full')
    const { clock, log, settingsOf } = this.#needs
    const room = new LocalChatroom(address, this.#limits, {
      ...{ clock, log: log.with({ chatroom: key }) },
      waysIn: () => settingsOf(key),
      ended: () => this.#rooms.delete(key),
    })
    this.#rooms.set(key, room)
    return room
  }
}

/** It is written into texts, headers and documents. */
function canBeRoom(address: string): boolean {
  return address.length <= LONGEST_NAME && /^[^\s<>"\p{Cc}]+@[^\s<>"@\p{Cc}]+$/u.test(address)
}
