import { addressKey } from '../address-key.ts'
import type { ChatOutcome } from './chatroom.ts'
import { type Nickname, readNickname } from './nickname.ts'
import type { Occupant } from './occupant.ts'

const TAKEN: ChatOutcome = { code: 200, reason: 'OK' }
const MALFORMED: ChatOutcome = { code: 424, reason: 'Malformed nickname' }
const IN_USE: ChatOutcome = { code: 425, reason: 'Nickname reserved or already in use' }

/** What people take for somebody's address; in the form in which nicknames are compared. */
const ADDRESS = /^<?(?:sips?:)?([^\s@<>]+@[^\s@<>]+)>?$/

/** Who is called what in one room (RFC 7701 §7). The devices of one user may share a nickname. */
export class Nicknames {
  /** Whoever took one last is last. */
  readonly #held = new Map<Occupant, Nickname>()

  /** Gives it that nickname, or says why not. Nobody is called what is another one's address, who may not even be there yet. */
  claim(occupant: Occupant, given: string): ChatOutcome {
    const nickname = readNickname(given)
    if (!nickname) return MALFORMED
    for (const [holder, held] of this.#held) if (held.key === nickname.key && holder.user !== occupant.user) return IN_USE
    const [, address] = ADDRESS.exec(nickname.key) ?? []
    if (address !== undefined && addressKey(address).toLowerCase() !== occupant.user.toLowerCase()) return IN_USE
    this.#held.delete(occupant)
    this.#held.set(occupant, nickname)
    return TAKEN
  }

  /** Whether it had one. */
  release(occupant: Occupant): boolean {
    return this.#held.delete(occupant)
  }

  /** Of that session; null where it has none. */
  of(occupant: Occupant): string | null {
    return this.#held.get(occupant)?.shown ?? null
  }

  /** What that user is called: by the nickname that one of his sessions took last. */
  ofUser(user: string): string | null {
    let last: string | null = null
    for (const [holder, { shown }] of this.#held) if (holder.user === user) last = shown
    return last
  }

  /** The user who is called so; null where nobody is. */
  userOf(name: string): string | null {
    const key = readNickname(name)?.key
    for (const [holder, held] of this.#held) if (held.key === key) return holder.user
    return null
  }
}
