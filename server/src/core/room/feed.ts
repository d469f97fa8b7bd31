import type { Log } from '../../ports/log.ts'
import type { IceCandidate } from '../../ports/media.ts'
import type { LayerChoice, MediaRoom, MediaSwitches, Subscription, SubscriptionEvent } from '../../ports/video-rooms.ts'
import { Failure } from '../failure.ts'
import type { RoomEvent } from './room-event.ts'

/** Whose feed it is. */
export interface FeedSubscriber {
  tell(event: RoomEvent): void
  /** Runs a job in the connection's order. */
  enqueue(job: () => void | Promise<void>): void
}

/**
 * One participant's view of another. Its client may go on using it after the other has left: it cannot know yet, and what it asks then has no effect
 * (sylkrtc-protocol §11 R9).
 */
export class Feed {
  /** Chosen by the client. */
  readonly id: string
  /** Room session of who is seen. */
  readonly publisher: string
  readonly #subscriber: FeedSubscriber
  readonly #log: Log
  #subscription: Subscription | null = null
  #over = false

  constructor(id: string, publisher: string, subscriber: FeedSubscriber, log: Log) {
    this.id = id
    this.publisher = publisher
    this.#subscriber = subscriber
    this.#log = log
  }

  /** Nothing comes of it any more. */
  get isOver(): boolean {
    return this.#over
  }

  /** Rejects with Refusal; it is over then. `source`: what the backend calls the publisher. */
  async open(media: MediaRoom, source: string): Promise<void> {
    try {
      const subscription = await media.subscribe(source, (event) => this.#subscriber.enqueue(() => this.#take(event)))
      if (this.#over) await subscription.release()
      else this.#subscription = subscription
    } catch (refusal) {
      this.#over = true
      throw refusal
    }
  }

  async answer(sdp: string): Promise<void> {
    await this.#subscription?.answer(sdp)
  }

  /** Pauses and resumes, and chooses among qualities. */
  async update(switches: MediaSwitches, layers: LayerChoice): Promise<void> {
    if (Object.keys(switches).length > 0) await this.#subscription?.switchMedia(switches)
    if (Object.keys(layers).length > 0) await this.#subscription?.chooseLayers(layers)
  }

  /** Never rejects, as those of a member do not. */
  async addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    await this.#subscription?.addCandidates(candidates).catch((refusal) => {
      this.#log.debug('candidates not taken', { feed: this.id, failure: Failure.from(refusal).text })
    })
  }

  /** Gives it back. Never rejects. */
  async end(): Promise<void> {
    this.#over = true
    const subscription = this.#subscription
    this.#subscription = null
    await subscription?.release()
  }

  #take(event: SubscriptionEvent): void | Promise<void> {
    if (this.#over) return
    if (event.kind === 'offered') this.#subscriber.tell({ kind: 'feed-attached', feed: this.id, sdp: event.sdp })
    else if (event.kind === 'media-up') this.#subscriber.tell({ kind: 'feed-established', feed: this.id })
    else {
      this.#log.info('feed ended', { feed: this.id, publisher: this.publisher, reason: event.reason })
      return this.end()
    }
  }
}
