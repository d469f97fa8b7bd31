import { addressKey } from '../../../core/address-key.ts'
import type { ChatroomHouse } from '../../../core/chatroom/chatroom-house.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import { addressOf } from '../guest.ts'
import type { Petition } from './asked-room.ts'

/** What matters of a REFER to a room. */
export interface AskedReferral {
  /** Null where From or To is no address of SIP. */
  readonly petition: Petition | null
  /** Whether it says where its sender is reached. */
  readonly hasContact: boolean
  /** A URI. */
  readonly target: string
  /** Upper case. */
  readonly method: string
  /** Whether the call is to take the place of another one. */
  readonly replaces: boolean
}

type Reason = 'malformed' | 'not-allowed' | 'not-a-participant' | 'bad-target' | 'bad-method' | 'replaces' | 'room-to-room'

export type ReferDecision =
  | { readonly take: false; readonly answer: SipAnswer; readonly reason: Reason }
  | {
      readonly take: true
      readonly act: 'call' | 'remove'
      readonly from: string
      /** `user@host`, and the room where it is there. */
      readonly address: string
      readonly room: LocalChatroom | null
      /** `user@host` of the target. */
      readonly target: string
    }

/** Whether a REFER is taken, and what it wants (msrp-conference §10.1). */
export function judgeRefer(
  { petition, hasContact, target, method, replaces }: AskedReferral,
  rooms: Pick<ChatroomHouse, 'access' | 'find'>,
  { requiresParticipant }: { readonly requiresParticipant: boolean },
): ReferDecision {
  if (petition === null || !hasContact) return refused(400, 'malformed')
  const { from } = petition
  const open = petition.rooms.filter((room) => rooms.access(room, from).allowed)
  if (open.length === 0) return refused(403, 'not-allowed')
  const address = open.find((room) => rooms.find(room)?.has(from)) ?? (requiresParticipant ? null : firstOf(open, rooms))
  if (address === null) return refused(403, 'not-a-participant')
  const person = addressOf(target)
  if (person === null) return refused(488, 'bad-target')
  if (method !== 'INVITE' && method !== 'BYE') return refused(488, 'bad-method')
  if (replaces) return refused(488, 'replaces')
  const act = method === 'BYE' ? 'remove' : 'call'
  // What a room says of who comes and goes would be said in the other one, and come back.
  if (act === 'call' && (addressKey(person) === addressKey(address) || rooms.find(person))) return refused(403, 'room-to-room')
  return { take: true, act, from, address, room: rooms.find(address), target: person }
}

/** The one that is there, or else the first. */
function firstOf(addresses: readonly string[], rooms: Pick<ChatroomHouse, 'find'>): string | null {
  return addresses.find((address) => rooms.find(address)) ?? addresses[0] ?? null
}

function refused(status: number, reason: Reason): ReferDecision {
  return { take: false, answer: { status }, reason }
}
