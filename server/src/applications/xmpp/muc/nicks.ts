import { parseResource } from '@weft/protocols/xmpp/jid'
import { addressKey } from '../../../core/address-key.ts'
import type { ChatParticipant } from '../../../core/chatroom/roster.ts'

/** Somebody in a room of ours, as XMPP sees them: one occupant for each user, whatever devices there are. */
export interface NamedUser {
  /** The form in which users are compared. */
  readonly user: string
  /** Unique in the room. */
  readonly nick: string
  /** `user@host`. */
  readonly address: string
}

/**
 * What people in a room are called on XMPP, where two cannot be called the same: by nickname, else by name, else by address. Nicknames are unique in the room
 * already; who has the name of somebody who was there before is told apart by the address.
 */
export function nicksOf(participants: readonly ChatParticipant[]): readonly NamedUser[] {
  const taken = new Set(participants.flatMap(({ nickname }) => (nickname === null ? [] : comparable(nickname))))
  // Nobody is called what is the address of another one.
  for (const { party } of participants) taken.add(comparable(party.uri))
  return participants.map(({ party, nickname }) => {
    const candidates = party.displayName === '' ? [] : [party.displayName, `${party.displayName} (${party.uri})`]
    const name = nickname ?? candidates.find((candidate) => isFree(candidate, taken)) ?? party.uri
    taken.add(comparable(name))
    return { user: addressKey(party.uri), nick: parseResource(name) ?? party.uri, address: party.uri }
  })
}

/** Whoever is called so; null where nobody is. */
export function userCalled(nick: string, users: readonly NamedUser[]): NamedUser | null {
  const wanted = comparable(nick)
  return users.find((one) => comparable(one.nick) === wanted) ?? null
}

function isFree(name: string, taken: ReadonlySet<string>): boolean {
  return parseResource(name) !== null && !taken.has(comparable(name))
}

function comparable(nick: string): string {
  return nick.normalize('NFKC').toLowerCase().trim()
}
