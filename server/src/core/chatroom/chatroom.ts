import type { SipParty } from '../../ports/sip-calls.ts'

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
}

/** That somebody is writing, or has stopped (RFC 3994). */
export interface ChatComposing {
  readonly sender: SipParty
  readonly state: 'active' | 'idle'
  /** s for which this holds. */
  readonly refresh: number
  /** What is being written; null where that was not said. */
  readonly contentType: string | null
}

/** What a member is told, in order. `ended` is the last. */
export type ChatEvent =
  | { readonly kind: 'message'; readonly message: ChatMessage }
  | { readonly kind: 'composing'; readonly composing: ChatComposing }
  /** The room is over for this member, without it having left. */
  | { readonly kind: 'ended'; readonly reason: string }

/** Somebody in a chat room, whatever door it came in by. */
export interface ChatMember {
  readonly party: SipParty
  tell(event: ChatEvent): void
}

/** What became of a message: 200 when the room has it. */
export interface ChatOutcome {
  readonly code: number
  readonly reason: string
}

/** A member's place in a chat room. */
export interface ChatSeat {
  /** Tells all others. Never rejects. */
  say(message: { readonly id: string; readonly contentType: string; readonly content: string }): Promise<ChatOutcome>
  /** Tells all others. `refresh` in s; null where the member did not say. */
  compose(state: ChatComposing['state'], refresh: number | null): void
  /** A status line for all others, such as that the member has shared a file. */
  note(text: string): void
  /** Says so to the others. Nothing is told to the member any more. */
  leave(): void
}

/** Rooms in which people write to each other. */
export interface Chatrooms {
  /** Resolves when the member is in; it has been told what was said before by then. Rejects with Failure where it may not come in. */
  join(room: string, member: ChatMember): Promise<ChatSeat>
}
