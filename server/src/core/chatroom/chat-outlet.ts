import type { ChatMessage, ChatOutcome } from './chatroom.ts'

/** The way out of a room whose members talk elsewhere, each for himself: the room tells them what comes back from there (LocalChatroom.relay). */
export interface ChatOutlet {
  /** The member says something to everybody; the room has found nothing wrong with it. Never rejects. */
  say(message: ChatMessage): Promise<ChatOutcome>
  /** The member is not in the room any more, whoever ended that. Called once. */
  left(): void
}
