import type { Request } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import type { World } from '../../core/connection.ts'
import type { ClientApplication, ClientChannel, ClientConversation } from '../../ports/clients.ts'
import { Conversation } from './conversation.ts'
import type { Stamp } from './dialog-messages.ts'

/** The gateway application: speaks SylkRTC with every client, each in a conversation of its own. */
export class Gateway implements ClientApplication<Request, ServerMessage> {
  readonly #world: World
  readonly #stamp: Stamp
  readonly #conversations = new Set<Conversation>()

  constructor(world: World) {
    this.#world = world
    this.#stamp = { now: () => world.clock.now(), id: () => world.random.id() }
  }

  /** Calls that are going on. */
  get callCount(): number {
    let calls = 0
    for (const conversation of this.#conversations) calls += conversation.callCount
    return calls
  }

  connect(channel: ClientChannel<ServerMessage>): ClientConversation<Request> {
    const conversation = new Conversation(this.#world, this.#stamp, channel, () => this.#conversations.delete(conversation))
    this.#conversations.add(conversation)
    return conversation
  }

  /** Gives back everything all clients hold: hangs up, unregisters. */
  async close(): Promise<void> {
    await Promise.all([...this.#conversations].map((conversation) => conversation.close()))
  }
}
