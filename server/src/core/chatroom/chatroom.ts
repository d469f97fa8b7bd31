import type { SipParty } from '../../ports/sip-calls.ts'
import type { RoomFile } from './room-file.ts'

/** Something said in a room. */
export interface ChatMessage {
  /** Its sender's id of it; null where there is none. */
  readonly id: string | null
  readonly sender: SipParty
  readonly contentType: string
  /** As it was sent; base64 unless the type is `text/…`. */
  readonly content: string
  /** When the room got it; ms since the epoch. */
  readonly at: number
  /** `status`: from the room itself, whose address is then the sender. */
  readonly type: 'normal' | 'status'
  /** Whom it was said to in private; absent where it was said to the room. Told only to members that know of such messages. */
  readonly to?: SipParty
  /** See ChatSubmission; absent where the door it came in by did not fill it in. */
  readonly body?: Uint8Array
  readonly written?: string
  readonly extensions?: readonly ChatExtension[]
}

/** A header of a message that the room knows nothing of, and passes on as it is (RFC 3862 §3.4). */
export interface ChatExtension {
  /** URI of its namespace, and what its sender calls that for short. */
  readonly namespace: string
  readonly prefix: string
  readonly name: string
  /** Of the value; null where it was not said. */
  readonly language: string | null
  readonly value: string
}

/** That somebody is writing, or has stopped (RFC 3994). */
export interface ChatComposing {
  readonly sender: SipParty
  readonly state: 'active' | 'idle'
  /** s for which this holds. */
  readonly refresh: number
  /** What is being written; null where that was not said. */
  readonly contentType: string | null
  /** Whom it is written to in private; absent where to the room. */
  readonly to?: SipParty
}

/** What a member is told, in order. `ended` is the last. */
export type ChatEvent =
  | { readonly kind: 'message'; readonly message: ChatMessage }
  | { readonly kind: 'composing'; readonly composing: ChatComposing }
  /** The room is over for this member, without it having left. */
  | { readonly kind: 'ended'; readonly reason: string }

/** How a member takes part. Who has no `chat` is told nothing of what is written. */
export type ChatMedium = 'chat' | 'audio'

/** Somebody in a chat room, whatever door it came in by. One of several where its user is there with several devices. */
export interface ChatMember {
  readonly party: SipParty
  /** Absent: `chat` alone. */
  readonly media?: readonly ChatMedium[]
  /** Whether it knows messages that are for it alone; absent: no. */
  readonly privateMessages?: boolean
  /** Whether it is told a welcome before all else; absent: no. */
  readonly welcome?: boolean
  /** What it wants to be called from the beginning; nothing comes of that where it cannot be. Absent: it may say so later. */
  readonly nickname?: string
  /** URI at which this device is reached, for those who list members; absent: at its user's address. */
  readonly contact?: string
  /** `user@host` of who had it called in; absent where it came by itself. */
  readonly invitedBy?: string
  tell(event: ChatEvent): void
  /** A file is there to be fetched; those that were there before are handed over when the member comes in. Absent: its door has other ways to know. */
  offer?(file: RoomFile): void
}

/** What became of a message: 200 when the room has it. The codes are MSRP's (RFC 4975 §10, RFC 7701 §11). */
export interface ChatOutcome {
  readonly code: number
  readonly reason: string
}

/** What a member says. */
export interface ChatSubmission {
  readonly id: string | null
  readonly contentType: string
  /** Text, or base64 unless the type is `text/…`. A door whose clients write JSON passes on what they wrote; others decode `body` into it. */
  readonly content: string
  /**
   * The MIME part that came in, headers and content, for members whose door passes on such: it is never written anew. Absent from a door whose clients write
   * JSON; one is made of `contentType` and `content` then.
   */
  readonly body?: Uint8Array
  /** Its time in its sender's words (RFC 3862 §3.3 DateTime), which clients know it again by; absent where the door knows no such thing. */
  readonly written?: string
  readonly extensions?: readonly ChatExtension[]
}

/** A member's place in a chat room. */
export interface ChatSeat {
  /** Tells all others. Never rejects. */
  say(message: { readonly id: string; readonly contentType: string; readonly content: string }): Promise<ChatOutcome>
  /** Tells all others. `refresh` in s; null where the member did not say. */
  compose(state: ChatComposing['state'], refresh: number | null): void
  /** Has everybody fetch a file; `new`: the others read that the member has uploaded it. What is returned takes it back, also once the member has left. */
  share(file: RoomFile, news: 'new' | 'known'): () => void
  /** Says so to the others. Nothing is told to the member any more. */
  leave(): void
}

/** Rooms in which people write to each other. */
export interface Chatrooms {
  /** Resolves when the member is in; it has been told what was said before by then. Rejects with Failure where it may not come in. */
  join(room: string, member: ChatMember): Promise<ChatSeat>
}
