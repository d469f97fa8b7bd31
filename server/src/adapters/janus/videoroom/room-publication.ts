import type { IceCandidate } from '../../../ports/media.ts'
import type { MediaSwitches, Publication, PublicationEvent, PublishRequest } from '../../../ports/video-rooms.ts'
import type { JanusSession } from '../session.ts'
import { PUBLISHER_GONE } from './ending.ts'
import { withoutMedia } from './refused-media.ts'
import { ridOrder } from './rid-order.ts'
import { bitrateBody, muteBodies, publishBody, type RoomKey, switchBody } from './room-body.ts'
import type { RoomStream } from './room-event.ts'
import { RoomHandle, type RoomHandleEvent } from './room-handle.ts'
import type { RoomSubscription } from './room-subscription.ts'

interface PublicationOptions {
  readonly key: RoomKey
  /** Media that the room does not have. */
  readonly refused: readonly ('audio' | 'video')[]
  readonly session: JanusSession
  /** It is in the room, as `feed`. */
  readonly onJoined: (feed: string) => void
  readonly onOver: (feed: string | null) => void
  /** Janus has its handle back. */
  readonly onGivenBack: () => void
}

/** A publisher: one handle, from its offer to its end, and the subscriptions that live on it. */
export class RoomPublication implements Publication {
  readonly #options: PublicationOptions
  readonly #handle: RoomHandle<PublicationEvent>
  readonly #followers = new Set<RoomSubscription>()
  #feed: string | null = null
  #streams: readonly RoomStream[] = []
  #up = false
  /** What was wished before it was in the room. */
  #switches: MediaSwitches = {}
  #muted: boolean | null = null

  constructor(options: PublicationOptions) {
    this.#options = options
    this.#handle = new RoomHandle({
      session: options.session,
      receive: (event) => this.#receive(event),
      onOver: () => this.#over(),
      onGivenBack: options.onGivenBack,
    })
  }

  /** Rejects with Refusal; it is over then. */
  async open(request: PublishRequest, listener: (event: PublicationEvent) => void): Promise<void> {
    await this.#handle.open()
    try {
      const { key, refused } = this.#options
      const rids = ridOrder(request.sdp)
      const offer = {
        type: 'offer',
        sdp: withoutMedia(request.sdp, refused),
        ...(rids === null ? {} : { rid_order: rids }),
      } as const
      await this.#handle.demand(publishBody(key, request), offer)
    } catch (error) {
      await this.#handle.release()
      throw error
    }
    this.#handle.hear(listener)
  }

  /** As if Janus had refused, without asking it. */
  refuse(reason: string, listener: (event: PublicationEvent) => void): void {
    void this.#handle.end(reason)
    this.#handle.hear(listener)
  }

  /**
   * Lets a subscription join as soon as there is something to see: Janus knows no feed before its ICE and DTLS are through, whatever it has
   * answered. It ends with the publication, of which Janus 1.x tells a subscriber nothing.
   */
  admit(subscription: RoomSubscription): void {
    if (this.#handle.isOver) void subscription.end(PUBLISHER_GONE)
    else {
      this.#followers.add(subscription)
      if (this.#up) subscription.join(this.#streams)
    }
  }

  /** A subscription is over. */
  dismiss(subscription: RoomSubscription): void {
    this.#followers.delete(subscription)
  }

  async limitBitrate(bitrate: number): Promise<void> {
    await this.#handle.request(bitrateBody(bitrate), null)
  }

  async switchMedia(switches: MediaSwitches): Promise<void> {
    if (this.#feed === null) this.#switches = { ...this.#switches, ...switches }
    else await this.#handle.request(switchBody(switches, this.#streams), null)
  }

  async mute(muted: boolean): Promise<void> {
    if (this.#feed === null) this.#muted = muted
    else await this.#mute(Number(this.#feed), muted)
  }

  addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    return this.#handle.addCandidates(candidates)
  }

  /** As RoomHandle has it. */
  settled(): Promise<void> {
    return this.#handle.settled()
  }

  /** As RoomHandle has it. */
  end(reason: string, after?: Promise<void>): Promise<void> {
    return this.#handle.end(reason, after)
  }

  release(): Promise<void> {
    return this.#handle.release()
  }

  #receive(event: RoomHandleEvent): void {
    if (event.kind === 'media-up') {
      this.#up = true
      this.#handle.tell({ kind: 'media-up' })
      for (const follower of this.#followers) follower.join(this.#streams)
    } else if (event.event.kind === 'joined') {
      const { feed, streams } = event.event
      if (event.jsep?.type === 'answer') this.#joined(feed, streams, event.jsep.sdp)
      else void this.#handle.end('Janus gave no answer')
    }
  }

  #joined(feed: string, streams: readonly RoomStream[], sdp: string): void {
    this.#feed = feed
    this.#streams = streams
    this.#options.onJoined(feed)
    this.#handle.tell({ kind: 'answered', sdp, feed })
    // Where one of these fails the handle is going, and that is told by itself.
    if (Object.keys(this.#switches).length > 0) this.switchMedia(this.#switches).catch(() => {})
    if (this.#muted !== null) this.mute(this.#muted).catch(() => {})
  }

  async #mute(feed: number, muted: boolean): Promise<void> {
    await Promise.all(muteBodies(this.#options.key, feed, muted, this.#streams).map((body) => this.#handle.ask(body)))
  }

  #over(): void {
    for (const follower of this.#followers) void follower.end(PUBLISHER_GONE)
    this.#followers.clear()
    this.#options.onOver(this.#feed)
  }
}
