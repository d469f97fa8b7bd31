import type { Clock } from '../../ports/clock.ts'
import type { ChatEvent, ChatMessage } from './chatroom.ts'
import type { Occupant } from './occupant.ts'
import type { RoomFile } from './room-file.ts'
import type { Roster } from './roster.ts'
import type { Sequence } from './sequence.ts'

/** The name of every room, as a sender. */
const ROOM_NAME = 'Conference Room'

interface DeliveryNeeds {
  /** The room's address. */
  readonly room: string
  readonly roster: Roster
  readonly order: Sequence
  readonly clock: Clock
}

/** Brings what is said in one room to those who are to hear it, to all in one order. */
export class Delivery {
  readonly #needs: DeliveryNeeds

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs
  }

  /** To those who are in now; who comes in meanwhile is not among them. */
  post(event: ChatEvent, to: readonly Occupant[]): void {
    this.#needs.order.run(() => {
      for (const occupant of to) occupant.tell(event)
    })
  }

  /** Hands a file to those, as far as their doors take files. */
  offer(file: RoomFile, to: readonly Occupant[]): void {
    this.#needs.order.run(() => {
      for (const occupant of to) occupant.offer(file)
    })
  }

  /** The room says it, to everybody but one. */
  announce(text: string, except: Occupant | null): void {
    this.post({ kind: 'message', message: this.#own(text, 'status') }, this.#needs.roster.all(except))
  }

  /** What somebody hears who comes in: a welcome, where it is one for that, and what was said before. */
  greet(occupant: Occupant, welcome: string | null, history: readonly ChatMessage[]): void {
    const messages = welcome === null ? history : [this.#own(welcome, 'normal'), ...history]
    for (const message of messages) this.post({ kind: 'message', message }, [occupant])
  }

  #own(content: string, type: ChatMessage['type']): ChatMessage {
    const { room, clock } = this.#needs
    const sender = { uri: room, displayName: ROOM_NAME }
    return { id: null, sender, contentType: 'text/plain', content, at: clock.now(), type }
  }
}
