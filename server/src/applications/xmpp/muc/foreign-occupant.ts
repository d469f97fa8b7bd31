import { escapeUser, unescapeText } from '@weft/protocols/sip/uri-escapes'
import { type Jid, printJid } from '@weft/protocols/xmpp/jid'
import type { ChatComposing, ChatEvent, ChatMember, ChatMessage, ChatOutcome } from '../../../core/chatroom/chatroom.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { RoomSeat } from '../../../core/chatroom/room-seat.ts'
import type { SipParty } from '../../../ports/sip-calls.ts'

export interface OccupantNeeds {
  /** Somebody of ours says something to it alone, or is writing that. */
  whispered(occupant: ForeignOccupant, message: ChatMessage): void
  writing(occupant: ForeignOccupant, composing: ChatComposing): void
  /** Somebody of ours has put it out, which nobody of ours can. */
  putOut(occupant: ForeignOccupant): void
}

/**
 * Somebody in a room of another server who is none of ours, as a member of our picture of that room: it is listed, and written to in private. What ours say
 * to everybody it hears in its own room.
 */
export class ForeignOccupant implements ChatMember {
  readonly party: SipParty
  readonly nickname: string
  readonly contact: string
  readonly privateMessages = true
  readonly #needs: OccupantNeeds
  #nick: string
  #seat: RoomSeat | null = null

  /** `address`: `user@host` by which it is told apart, see occupantAddress(). `real`: who it really is; null where the room does not say. */
  constructor(room: Jid, nick: string, address: string, real: Jid | null, needs: OccupantNeeds) {
    this.#needs = needs
    this.#nick = nick
    this.nickname = nick
    this.party = { uri: address, displayName: nick }
    const { local, domain, resource } = real ?? { ...room, resource: nick }
    this.contact = `xmpp:${printJid({ local, domain, resource: null })}${resource === null ? '' : `/${encodeURIComponent(resource)}`}`
  }

  get nick(): string {
    return this.#nick
  }

  /** Comes into the picture. */
  enter(room: LocalChatroom): void {
    this.#seat = room.enter(this)
  }

  /** Is called otherwise; false: that cannot be its nickname here. */
  rename(nick: string): boolean {
    if (this.#seat?.useNickname(nick).code !== 200) return false
    this.#nick = nick
    return true
  }

  /** Writes to somebody of ours, `user@host`, alone. */
  sayTo(address: string, id: string | null, body: string): ChatOutcome {
    const gone: ChatOutcome = { code: 481, reason: 'Not in the room' }
    return this.#seat?.sayTo({ address }, { id, contentType: 'text/plain', content: body }) ?? gone
  }

  /** Is writing, or is not any more: to everybody, or to somebody of ours alone. */
  write(state: ChatComposing['state'], address: string | null): void {
    if (address === null) this.#seat?.compose(state, null)
    else this.#seat?.composeTo({ address }, state, null, null)
  }

  leave(): void {
    this.#seat?.leave()
    this.#seat = null
  }

  tell(event: ChatEvent): void {
    if (event.kind === 'message' && event.message.to) this.#needs.whispered(this, event.message)
    else if (event.kind === 'composing' && event.composing.to) this.#needs.writing(this, event.composing)
    else if (event.kind === 'ended') {
      this.#seat = null
      this.#needs.putOut(this)
    }
  }
}

/**
 * The address of SIP for somebody in a room of another server: `room/nick@host`, since rooms often hide who people are, and can say of anybody that he is
 * somebody of ours. It is nobody else's: no address on XMPP has a slash in its local part. `number` above 1: that of another one who is called as he was.
 */
export function occupantAddress(room: string, nick: string, number = 1): string {
  const at = room.lastIndexOf('@')
  const user = `${unescapeText(room.slice(0, at))}/${nick}${number === 1 ? '' : `/${number}`}`
  return `${escapeUser(user)}${room.slice(at)}`
}
