import type { IceCandidate } from '../../../ports/media.ts'
import { Refusal } from '../../../ports/refusal.ts'
import { EventGate } from '../event-gate.ts'
import type { Jsep } from '../frame.ts'
import type { HandleEvent, JanusHandle } from '../handle.ts'
import type { JsonObject } from '../json.ts'
import type { JanusSession } from '../session.ts'
import { trickled } from '../trickled-candidates.ts'
import { endReason, ROOM_GONE, refusalReason } from './ending.ts'
import { VIDEO_ROOM_PLUGIN } from './passing-handle.ts'
import { type RoomEvent, readRoomEvent } from './room-event.ts'

/** What the plugin tells whoever uses the handle; what ends it is dealt with here. */
export type RoomHandleEvent =
  | { readonly kind: 'media-up' }
  | { readonly kind: 'plugin'; readonly event: RoomEvent; readonly jsep: Jsep | null }

type Ended = { readonly kind: 'ended'; readonly reason: string }

interface RoomHandleOptions {
  readonly session: JanusSession
  readonly receive: (event: RoomHandleEvent) => void
  /** It is over, for whatever reason, and its handle is on its way back. */
  readonly onOver: () => void
  /** Janus has the handle back. */
  readonly onGivenBack: () => void
}

/** A handle of the VideoRoom plugin from its first request to its end, and what is told of it: `News` in order, `ended` last. */
export class RoomHandle<News extends { readonly kind: string }> {
  readonly #options: RoomHandleOptions
  readonly #gate = new EventGate<News | Ended>()
  #opening: Promise<void> = Promise.resolve()
  #handle: JanusHandle | null = null
  #over = false
  #givingBack: Promise<void> | null = null

  constructor(options: RoomHandleOptions) {
    this.#options = options
  }

  get isOver(): boolean {
    return this.#over
  }

  /** Attaches it. Rejects with Refusal; it is over then. */
  async open(): Promise<void> {
    const opening = this.#attach()
    this.#opening = opening.catch(() => {})
    try {
      await opening
    } catch (error) {
      void this.#leave()
      throw error
    }
    if (this.#over) throw gone()
  }

  /** What is told goes to `listener`, once whoever waits for the current promise has run. */
  hear(listener: (event: News | Ended) => void): void {
    this.#gate.openSoon(listener)
  }

  tell(event: News): void {
    if (!this.#over) this.#gate.push(event)
  }

  /** Resolves when Janus has taken it; what the plugin refuses afterwards comes to `onFailure`. Rejects with Refusal. */
  async request(
    body: JsonObject,
    jsep: Jsep | null,
    onFailure: (detail: string, code: number) => void = () => {},
  ): Promise<void> {
    await this.#live().message(body, jsep, onFailure)
  }

  /** As `request`, for what nothing is left without. */
  async demand(body: JsonObject, jsep: Jsep | null): Promise<void> {
    await this.request(body, jsep, (detail, code) => void this.end(refusalReason(detail, code)))
  }

  /** Asks for what is answered at once. Rejects with Refusal. */
  async ask(body: JsonObject): Promise<void> {
    await this.#live().ask(body)
  }

  async addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    if (!this.#over) await this.#live().trickle(trickled(candidates))
  }

  /** Resolves when Janus has nothing to do for it, as far as it was asked. Never rejects. */
  async settled(): Promise<void> {
    await this.#opening
    await this.#handle?.settled()
  }

  /**
   * It is over, and that is told; the first reason is the one that counts. Resolves when Janus has the handle back, which it gets no sooner than
   * `after` resolves. Never rejects.
   */
  end(reason: string, after: Promise<void> = Promise.resolve()): Promise<void> {
    if (!this.#over) this.#gate.push({ kind: 'ended', reason })
    return this.#leave(after)
  }

  /** It is over, and nothing is told any more. Resolves when Janus has the handle back. Never rejects. */
  release(): Promise<void> {
    this.#gate.close()
    return this.#leave()
  }

  async #attach(): Promise<void> {
    this.#handle = await this.#options.session.attach(VIDEO_ROOM_PLUGIN, (event) => this.#receive(event))
  }

  #receive(event: HandleEvent): void {
    if (this.#over) return
    switch (event.kind) {
      case 'plugin':
        this.#pluginSays(readRoomEvent(event.data), event.jsep)
        break
      case 'media-up':
        this.#options.receive(event)
        break
      case 'media-down':
        void this.end(endReason(event.reason))
        break
      case 'gone':
        void this.end(endReason(event.why))
        break
    }
  }

  #pluginSays(event: RoomEvent, jsep: Jsep | null): void {
    if (event.kind === 'destroyed') void this.end(ROOM_GONE)
    else if (event.kind === 'kicked') void this.end('kicked')
    else if (event.kind !== 'other') this.#options.receive({ kind: 'plugin', event, jsep })
  }

  #leave(after: Promise<void> = Promise.resolve()): Promise<void> {
    if (this.#givingBack) return this.#givingBack
    this.#over = true
    this.#givingBack = this.#giveBack(after)
    this.#options.onOver()
    return this.#givingBack
  }

  async #giveBack(after: Promise<void>): Promise<void> {
    await Promise.all([this.#opening, after])
    await this.#handle?.detach()
    this.#options.onGivenBack()
  }

  #live(): JanusHandle {
    if (this.#over || !this.#handle) throw gone()
    return this.#handle
  }
}

function gone(): Refusal {
  return new Refusal('backend-refused', 'not in the room any more')
}
