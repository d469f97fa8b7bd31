import type { ChatComposing, ChatMedium, ChatOutcome, ChatSeat, ChatSubmission } from './chatroom.ts'

/** Who is written to in private. */
export type ChatRecipient =
  /** All sessions of that user, `user@host`. */
  | { readonly address: string }
  /** All sessions of the user who is called so. */
  | { readonly nickname: string }

/** A place in a chat room of this server, with all that such a room knows. */
export interface RoomSeat extends ChatSeat {
  /** 200, 413 (too large, or too much of it), 415 (neither text nor an image); 0 when the seat is given up. Never rejects. */
  say(message: ChatSubmission): Promise<ChatOutcome>
  /**
   * Says it to one user, and to its sender's other sessions; it is not kept. As say(); 404 where nobody of that name is there, 428 where that user knows
   * no private messages (RFC 7701 §6.2).
   */
  sayTo(recipient: ChatRecipient, message: ChatSubmission): ChatOutcome
  compose(state: ChatComposing['state'], refresh: number | null, contentType?: string | null): void
  /** Tells the sessions of one user. */
  composeTo(recipient: ChatRecipient, state: ChatComposing['state'], refresh: number | null, contentType: string | null): void
  /** Takes a nickname instead of the one before; null gives it back. 200, 403 (too often), 424 (it cannot be one), 425 (somebody else has it) (RFC 7701 §7.1). */
  useNickname(nickname: string | null): ChatOutcome
  /** How it takes part from now on. Who begins to chat is told what newcomers are. */
  changeMedia(media: readonly ChatMedium[]): void
  /** A picture of its user's screen, to be seen for 10 s: 200, 413 (too large, or too many), 415 (no JPEG); 0 when the seat is given up. */
  showScreen(jpeg: Uint8Array): ChatOutcome
  /** Whether its user has put it on hold, which those see who list members. */
  putOnHold(isOnHold: boolean): void
}
