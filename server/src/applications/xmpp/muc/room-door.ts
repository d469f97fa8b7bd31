import type { Addressed, ChatDoor, RoomDoor } from '../stanza-handlers.ts'
import { invitationInWords } from './foreign-invitations.ts'
import type { ForeignRooms } from './foreign-rooms.ts'
import type { XmppRooms } from './xmpp-rooms.ts'

interface DoorNeeds {
  readonly rooms: XmppRooms
  readonly foreign: Pick<ForeignRooms, 'take' | 'isJoinable'>
  /** Takes invitations in words to those who are invited. */
  readonly chat: Pick<ChatDoor, 'message'>
}

/** What has to do with rooms, of ours and of others. */
export class XmppRoomDoor implements RoomDoor {
  readonly #needs: DoorNeeds

  constructor(needs: DoorNeeds) {
    this.#needs = needs
  }

  toRooms(stanza: Addressed): void {
    this.#needs.rooms.take(stanza)
  }

  fromRooms(stanza: Addressed): boolean {
    const { foreign, chat } = this.#needs
    const invitation = stanza.kind === 'message' ? invitationInWords(stanza, (domain) => foreign.isJoinable(domain)) : null
    if (invitation) chat.message(invitation)
    return invitation !== null || foreign.take(stanza)
  }
}
