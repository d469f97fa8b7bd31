import type { SipParty } from '../../ports/sip-calls.ts'
import type { ChatMedium, ChatMember } from './chatroom.ts'
import type { Nicknames } from './nicknames.ts'
import type { Occupant } from './occupant.ts'

/** One device of a participant. */
export interface ChatSession {
  /** Unique within the room for as long as that is there. */
  readonly id: number
  /** As it came in, so that its door knows it again. */
  readonly member: ChatMember
  /** ms since the epoch. */
  readonly since: number
  readonly media: readonly ChatMedium[]
  readonly nickname: string | null
  readonly isOnHold: boolean
}

/** One user in a room, however many devices he is there with. */
export interface ChatParticipant {
  /** As the session that has been there longest names him. */
  readonly party: SipParty
  readonly nickname: string | null
  /** Where his screen is seen; absent while he does not show it. */
  readonly screenUrl?: string
  /** In the order in which they came; never empty. */
  readonly sessions: readonly ChatSession[]
}

/** Who is in a room. */
export class Roster {
  /** By user, in the order in which they came. */
  readonly #users = new Map<string, Set<Occupant>>()

  /** Users. */
  get size(): number {
    return this.#users.size
  }

  /** Whether it is the first session of its user. */
  add(occupant: Occupant): boolean {
    const sessions = this.#users.get(occupant.user)
    if (sessions) sessions.add(occupant)
    else this.#users.set(occupant.user, new Set([occupant]))
    return sessions === undefined
  }

  /** Whether it was the last session of its user. */
  remove(occupant: Occupant): boolean {
    const sessions = this.#users.get(occupant.user)
    if (!sessions?.delete(occupant) || sessions.size > 0) return false
    return this.#users.delete(occupant.user)
  }

  sessionsOf(user: string): readonly Occupant[] {
    return [...(this.#users.get(user) ?? [])]
  }

  /** All sessions but that one. */
  all(except: Occupant | null = null): readonly Occupant[] {
    const occupants: Occupant[] = []
    for (const sessions of this.#users.values()) for (const one of sessions) if (one !== except) occupants.push(one)
    return occupants
  }

  participants(nicknames: Nicknames): readonly ChatParticipant[] {
    return [...this.#users].flatMap(([user, occupants]) => {
      const sessions = [...occupants].map((occupant) => sessionOf(occupant, nicknames))
      const [first] = sessions
      return first ? [{ party: first.member.party, nickname: nicknames.ofUser(user), sessions }] : []
    })
  }
}

function sessionOf(occupant: Occupant, nicknames: Nicknames): ChatSession {
  const { member, media, details, isOnHold } = occupant
  return { id: details.id, member, since: details.since, media, nickname: nicknames.of(occupant), isOnHold }
}
