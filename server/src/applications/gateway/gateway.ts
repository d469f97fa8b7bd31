import type { Request } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import type { World } from '../../core/connection.ts'
import type { ClientApplication, ClientChannel, ClientConversation } from '../../ports/clients.ts'
import { Conversation } from './conversation.ts'

/** The gateway application: speaks SylkRTC with every client, each in a conversation of its own. */
export class Gateway implements ClientApplication<Request, ServerMessage> {
  readonly #world: World
  readonly #conversations = new Set<Conversation>()

  constructor(world: World) {
    this.#world = world
  }

  /** Calls that are going on. */
  get callCount(): number {
    let calls = 0
    for (const conversation of this.#conversations) calls += conversation.callCount
    return calls
  }

  connect(channel: ClientChannel<ServerMessage>): ClientConversation<Request> {
    const conversation = new Conversation(this.#world, channel, () => this.#conversations.delete(conversation))
    this.#conversations.add(conversation)
    return conversation
  }

  /** Gives back everything all clients hold: hangs up, unregisters. */
  async close(): Promise<void> {
    await Promise.all([...this.#conversations].map((conversation) => conversation.close()))
  }
}
