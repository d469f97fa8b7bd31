import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { ScreenApplication } from '../../ports/screen-application.ts'
import { addressKey } from '../address-key.ts'
import { Failure } from '../failure.ts'
import { type Access, type RoomAccess, roomAccess } from '../room-access.ts'
import type { Rate } from './allowance.ts'
import { ByteBudget } from './byte-budget.ts'
import type { ChatMember } from './chatroom.ts'
import type { ChatroomHouse } from './chatroom-house.ts'
import { type ChatroomLimits, LocalChatroom } from './local-chatroom.ts'
import type { RoomSeat } from './room-seat.ts'
import type { ScreenPlace, ScreenWorld } from './screens.ts'
import type { WaysIn } from './welcome.ts'

/** What the operator decides of one chat room. */
export interface ChatroomSettings extends Access, WaysIn {}

interface ChatroomsNeeds {
  readonly clock: Clock
  readonly log: Log
  /** Messages that are kept for those who come later; 0: none. */
  readonly historySize: number
  /** ms for which a room, and what was said in it, is there when nobody is in it any more. */
  readonly grace: number
  readonly screens: ScreenPlace
  /** Of the room `user@host`; asked whenever they matter, since the operator may change them. */
  settingsOf(room: string): ChatroomSettings
}

interface Limits {
  /** Bytes. */
  readonly longestMessage: number
  /** What one session may say. */
  readonly rate: Rate
  /** Bytes of what is kept of one room, and of all. */
  readonly historyBytes: number
  readonly allHistoryBytes: number
  /** Bytes of the screens that are shown in all rooms. */
  readonly allScreenBytes: number
}

/** Photographs as clients send them fit in. */
const LIMITS: Limits = {
  longestMessage: 10_485_760,
  rate: { perSecond: 20, burst: 50 },
  historyBytes: 16_777_216,
  allHistoryBytes: 268_435_456,
  allScreenBytes: 268_435_456,
}
const LONGEST_NAME = 200
/** Somebody may make rooms as he likes: they take next to nothing, but not nothing. */
const MOST_ROOMS = 50_000

/**
 * The chat rooms of this server, in memory. Every address can be a room's: it is there from when the first member comes in until the last one is gone, and
 * its history with it (msrp-conference §1.1, §1.2).
 */
export class LocalChatrooms implements ChatroomHouse, ScreenApplication {
  readonly #needs: ChatroomsNeeds
  readonly #limits: ChatroomLimits
  readonly #rooms = new Map<string, LocalChatroom>()
  readonly #budget: ByteBudget
  readonly #screens: ScreenWorld

  constructor(needs: ChatroomsNeeds, limits: Partial<Limits> = {}) {
    const { historyBytes: bytes, allHistoryBytes, allScreenBytes, longestMessage, rate } = { ...LIMITS, ...limits }
    this.#needs = needs
    this.#limits = { longestMessage, rate, grace: needs.grace, history: { messages: needs.historySize, bytes } }
    this.#budget = new ByteBudget(allHistoryBytes)
    this.#screens = { ...needs.screens, budget: new ByteBudget(allScreenBytes) }
  }

  /** Rooms that are there. */
  get size(): number {
    return this.#rooms.size
  }

  async join(room: string, member: ChatMember, { invited = false } = {}): Promise<RoomSeat> {
    const access: RoomAccess = invited ? { allowed: true } : this.access(room, member.party.uri)
    if (!access.allowed) {
      this.#needs.log.info('not let into a chat room', { chatroom: addressKey(room), reason: access.reason })
      throw new Failure('room-not-allowed', room, member.party.uri)
    }
    return this.open(room).enter(member)
  }

  reserve(): null {
    return null
  }

  find(room: string): LocalChatroom | null {
    return this.#rooms.get(addressKey(room)) ?? null
  }

  access(room: string, address: string): RoomAccess {
    return roomAccess(this.#needs.settingsOf(addressKey(room)), address)
  }

  screen(room: string, name: string): Uint8Array | null {
    return this.find(room)?.screens.picture(name) ?? null
  }

  /** Puts everybody out of every room. */
  close(reason: string): void {
    for (const room of this.#rooms.values()) room.close(reason)
  }

  /** The room, which whoever opens it has to enter or to hold. Throws Failure where it cannot be. */
  open(address: string): LocalChatroom {
    const key = addressKey(address)
    const there = this.#rooms.get(key)
    if (there) return there
    if (!canBeRoom(address)) throw new Failure('room-name', address.slice(0, LONGEST_NAME))
    if (this.#rooms.size >= MOST_ROOMS) throw new Failure('rooms-full')
    const { clock, log, settingsOf } = this.#needs
    const room = new LocalChatroom(address, this.#limits, {
      ...{ clock, log: log.with({ chatroom: key }), budget: this.#budget, screens: this.#screens },
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
