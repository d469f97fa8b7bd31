import type { Log } from '../../ports/log.ts'
import { addressKey } from '../address-key.ts'
import type { Allowance } from './allowance.ts'
import type { ChatOutlet } from './chat-outlet.ts'
import type { ChatEvent, ChatMedium, ChatMember } from './chatroom.ts'
import type { RoomFile } from './room-file.ts'

interface OccupantDetails {
  /** Unique within its room for as long as that is there. */
  readonly id: number
  /** ms since the epoch. */
  readonly since: number
  /** How much it may say, how often tell that it is writing, be called something else, and show its screen anew. */
  readonly speech: Allowance
  readonly signals: Allowance
  readonly renaming: Allowance
  readonly showing: Allowance
  /** Where what it says to everybody goes; null: to the room. */
  readonly outlet: ChatOutlet | null
}

/** A member as its room knows it. */
export class Occupant {
  readonly member: ChatMember
  readonly details: OccupantDetails
  /** The form in which its user is compared with others. */
  readonly user: string
  media: readonly ChatMedium[]
  /** Whether it is in the room. */
  isSeated = true
  isOnHold = false
  readonly #log: Log
  #listens = true

  constructor(member: ChatMember, details: OccupantDetails, log: Log) {
    this.member = member
    this.details = details
    this.user = addressKey(member.party.uri)
    this.media = member.media ?? ['chat']
    this.#log = log
  }

  get chats(): boolean {
    return this.media.includes('chat')
  }

  /** Whether it can be written to in private. */
  get takesPrivateMessages(): boolean {
    return this.chats && this.member.privateMessages === true
  }

  tell(event: ChatEvent): void {
    if (this.chats || event.kind === 'ended') this.#safely(event.kind, () => this.member.tell(event))
  }

  /** A file is there. */
  offer(file: RoomFile): void {
    this.#safely('file', () => this.member.offer?.(file))
  }

  /** It is told nothing any more. */
  listensNoMore(): void {
    this.#listens = false
  }

  /** Tells it that it was put out, the last thing it is told. */
  end(reason: string): void {
    this.tell({ kind: 'ended', reason })
    this.listensNoMore()
  }

  /** A member that cannot be told harms nobody else. */
  #safely(event: string, tell: () => void): void {
    if (!this.#listens) return
    try {
      tell()
    } catch (error) {
      this.#log.error('a member of a chat room could not be told', {
        event,
        error: error instanceof Error ? error.stack : String(error),
      })
    }
  }
}
