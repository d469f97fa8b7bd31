import type { SipParty } from '../../ports/sip-calls.ts'
import type { RoomAccess } from '../room-access.ts'
import type { ChatMember, ChatOutcome, Chatrooms } from './chatroom.ts'
import type { LocalChatroom } from './local-chatroom.ts'
import type { RoomSeat } from './room-seat.ts'

/** A place in a room, wherever that is: what one is called may have to be asked for there. */
export interface HouseSeat extends Omit<RoomSeat, 'useNickname'> {
  /** As RoomSeat has it. Never rejects. */
  useNickname(nickname: string | null): ChatOutcome | Promise<ChatOutcome>
}

/** Whether somebody may come in. */
export type Reservation =
  /** join() has a place for him; else he gives it up. After join(), giving up does nothing. */
  | { readonly kept: true; giveUp(): void }
  /** `status`: the final response of SIP that says the same. */
  | { readonly kept: false; readonly status: number; readonly reason: string }

/** Chat rooms for doors that know all of what a room can do, wherever the rooms are. */
export interface ChatroomHouse extends Chatrooms {
  /** `invited`: somebody in the room, who may, has asked for that member, whom nobody else need allow then (msrp-conference §2.1). */
  join(room: string, member: ChatMember, options?: { readonly invited?: boolean }): Promise<HouseSeat>
  /** Null where there is no such room: nobody is in it, or has been a moment ago. */
  find(room: string): LocalChatroom | null
  /** Whether that address may come into the room, or know who is in it; whether there is one does not matter. */
  access(room: string, address: string): RoomAccess
  /** Finds out whether somebody can come in before he is told that he is; never rejects. Null: that is known at once, by access(). */
  reserve(room: string, party: SipParty): Promise<Reservation> | null
}
