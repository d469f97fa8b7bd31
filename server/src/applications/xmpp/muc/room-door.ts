import type { Addressed, RoomDoor } from '../stanza-handlers.ts'
import type { XmppRooms } from './xmpp-rooms.ts'

/** What has to do with rooms, of ours and of others. */
export class XmppRoomDoor implements RoomDoor {
  readonly #rooms: XmppRooms

  constructor(rooms: XmppRooms) {
    this.#rooms = rooms
  }

  toRooms(stanza: Addressed): void {
    if (stanza.kind === 'presence') this.#rooms.presence(stanza)
    else if (stanza.kind === 'message') this.#rooms.message(stanza)
    else this.#rooms.question(stanza)
  }

  fromRooms(): boolean {
    return false
  }
}
