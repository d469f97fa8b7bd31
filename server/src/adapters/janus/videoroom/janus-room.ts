import { Refusal } from '../../../ports/refusal.ts'
import type {
  MediaRoom,
  MediaRoomSettings,
  Publication,
  PublicationEvent,
  PublishRequest,
  Subscription,
  SubscriptionEvent,
} from '../../../ports/video-rooms.ts'
import type { JanusSession } from '../session.ts'
import { FULL, PUBLISHER_GONE } from './ending.ts'
import type { RoomKey } from './room-body.ts'
import { RoomPublication } from './room-publication.ts'
import { RoomSubscription } from './room-subscription.ts'

const KINDS = ['audio', 'video'] as const

export interface JanusRoomOptions {
  readonly key: RoomKey
  readonly settings: MediaRoomSettings
  readonly session: JanusSession
  /** Removes it from Janus. Never rejects. */
  readonly remove: () => Promise<void>
}

/** A room that Janus has, and what is in it. */
export class JanusRoom implements MediaRoom {
  readonly #options: JanusRoomOptions
  /** Those whose handle Janus may still have. */
  readonly #seated = new Set<RoomPublication>()
  readonly #subscriptions = new Set<RoomSubscription>()
  readonly #byFeed = new Map<string, RoomPublication>()
  #closing: Promise<void> | null = null

  constructor(options: JanusRoomOptions) {
    this.#options = options
  }

  async publish(request: PublishRequest, listener: (event: PublicationEvent) => void): Promise<Publication> {
    this.#mustBeOpen()
    const { key, session, settings } = this.#options
    const publication = new RoomPublication({
      key,
      session,
      refused: KINDS.filter((kind) => !settings[kind]),
      onJoined: (feed) => this.#byFeed.set(feed, publication),
      onOver: (feed) => {
        if (feed !== null) this.#byFeed.delete(feed)
      },
      onGivenBack: () => this.#seated.delete(publication),
    })
    // Janus counts only those whose media are up, and any number may be on their way at a time.
    if (this.#seated.size >= settings.maxPublishers) {
      publication.refuse(FULL, listener)
      return publication
    }
    this.#seated.add(publication)
    await publication.open(request, listener)
    return publication
  }

  async subscribe(feed: string, listener: (event: SubscriptionEvent) => void): Promise<Subscription> {
    this.#mustBeOpen()
    const publication = this.#byFeed.get(feed)
    if (!publication) throw new Refusal('backend-refused', PUBLISHER_GONE)
    const { key, session } = this.#options
    const subscription = new RoomSubscription({
      key,
      session,
      feed,
      onOver: () => publication.dismiss(subscription),
      onGivenBack: () => this.#subscriptions.delete(subscription),
    })
    this.#subscriptions.add(subscription)
    await subscription.open(listener)
    publication.admit(subscription)
    return subscription
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const parts = [...this.#subscriptions, ...this.#seated]
    const removed = this.#removeOnceSettled(parts)
    await Promise.all(parts.map((part) => part.end('the room is closed', removed)))
    await removed
  }

  /**
   * The room goes before the handles, or everybody's leaving would be told to everybody who is still in it; and after their requests were answered,
   * or Janus may crash over one who is just joining.
   */
  async #removeOnceSettled(parts: readonly (RoomPublication | RoomSubscription)[]): Promise<void> {
    await Promise.all(parts.map((part) => part.settled()))
    await this.#options.remove()
  }

  #mustBeOpen(): void {
    if (this.#closing) throw new Refusal('backend-refused', 'the room is closed')
  }
}
