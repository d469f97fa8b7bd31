import type { IceCandidate } from '../../../ports/media.ts'
import type { LayerChoice, MediaSwitches, Subscription, SubscriptionEvent } from '../../../ports/video-rooms.ts'
import type { JanusSession } from '../session.ts'
import { endReason } from './ending.ts'
import { layersBody, type RoomKey, subscribeBody, switchBody } from './room-body.ts'
import type { RoomStream } from './room-event.ts'
import { RoomHandle, type RoomHandleEvent } from './room-handle.ts'

interface SubscriptionOptions {
  readonly key: RoomKey
  readonly session: JanusSession
  readonly feed: string
  readonly onOver: () => void
  /** Janus has its handle back. */
  readonly onGivenBack: () => void
}

/** A subscriber: one handle that gets what one publisher sends. */
export class RoomSubscription implements Subscription {
  readonly #options: SubscriptionOptions
  readonly #handle: RoomHandle<SubscriptionEvent>
  #joined = false
  /** Null until the offer has come; what is wished before waits. */
  #streams: readonly RoomStream[] | null = null
  #switches: MediaSwitches = {}
  #layers: LayerChoice = {}

  constructor(options: SubscriptionOptions) {
    this.#options = options
    this.#handle = new RoomHandle({
      session: options.session,
      receive: (event) => this.#receive(event),
      onOver: options.onOver,
      onGivenBack: options.onGivenBack,
    })
  }

  /** Attaches the handle. Rejects with Refusal; it is over then. */
  async open(listener: (event: SubscriptionEvent) => void): Promise<void> {
    await this.#handle.open()
    this.#handle.hear(listener)
  }

  /** The publisher can be seen, and sends these: asks for an offer. */
  join(published: readonly RoomStream[]): void {
    if (this.#joined) return
    this.#joined = true
    const { key, feed } = this.#options
    this.#handle.demand(subscribeBody(key, Number(feed), published), null).catch((error: unknown) => {
      void this.#handle.end(endReason(error instanceof Error ? error.message : String(error)))
    })
  }

  async answer(sdp: string): Promise<void> {
    await this.#handle.demand({ request: 'start' }, { type: 'answer', sdp })
  }

  async switchMedia(switches: MediaSwitches): Promise<void> {
    if (this.#streams === null) this.#switches = { ...this.#switches, ...switches }
    else await this.#handle.request(switchBody(switches, this.#streams), null)
  }

  async chooseLayers(choice: LayerChoice): Promise<void> {
    if (this.#streams === null) this.#layers = { ...this.#layers, ...choice }
    else await this.#handle.request(layersBody(choice, this.#streams), null)
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
    if (event.kind === 'media-up') this.#handle.tell({ kind: 'media-up' })
    else if (event.event.kind === 'attached') {
      if (event.jsep?.type === 'offer') this.#attached(event.event.streams, event.jsep.sdp)
      else void this.#handle.end('Janus made no offer')
    }
  }

  #attached(streams: readonly RoomStream[], sdp: string): void {
    this.#streams = streams
    this.#handle.tell({ kind: 'offered', sdp })
    // Where one of these fails the handle is going, and that is told by itself.
    if (Object.keys(this.#switches).length > 0) this.switchMedia(this.#switches).catch(() => {})
    if (Object.keys(this.#layers).length > 0) this.chooseLayers(this.#layers).catch(() => {})
  }
}
