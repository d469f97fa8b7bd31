import type { ChatroomHouse } from '../../../core/chatroom/chatroom-house.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { Petition } from './asked-room.ts'
import type { Invitees } from './invitees.ts'

export type SubscribeDecision =
  | { readonly take: false; readonly answer: SipAnswer; readonly reason: 'malformed' | 'not-allowed' | 'no-room' }
  | { readonly take: true; readonly room: LocalChatroom }

/** Whether somebody may watch a room: who may come in, is in it, or was called into it (msrp-conference §9.1). */
export function judgeSubscribe(
  petition: Petition | null,
  rooms: Pick<ChatroomHouse, 'access' | 'find'>,
  invitees: Pick<Invitees, 'has'>,
): SubscribeDecision {
  if (petition === null) return { take: false, answer: { status: 400 }, reason: 'malformed' }
  const { from } = petition
  const open = petition.rooms.filter(
    (room) => rooms.access(room, from).allowed || rooms.find(room)?.has(from) || invitees.has(room, from),
  )
  if (open.length === 0) return { take: false, answer: { status: 403 }, reason: 'not-allowed' }
  const [room] = open.flatMap((address) => rooms.find(address) ?? [])
  return room ? { take: true, room } : { take: false, answer: { status: 480 }, reason: 'no-room' }
}
