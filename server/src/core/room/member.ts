import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { IceCandidate } from '../../ports/media.ts'
import type { MediaRoom, MediaSwitches, Publication, PublicationEvent, PublishRequest } from '../../ports/video-rooms.ts'
import type { Device } from '../devices.ts'
import { Failure } from '../failure.ts'
import { BitrateLimit } from './bitrate-limit.ts'
import { ChatLine } from './chat-line.ts'
import { Feed, type FeedSubscriber } from './feed.ts'
import type { Participant, RoomEvent } from './room-event.ts'

/** Somebody who wants to take part in a room. */
export interface Entrant extends FeedSubscriber {
  /** The client's name for its part in the room. */
  readonly session: string
  /** The account it takes part with. */
  readonly device: Device
  /** Whether it has proved that it may have that account. */
  hasProved(): boolean
  readonly log: Log
}

/** Feeds that are over and have not been given back are forgotten from then on, oldest first. */
const MOST_ENDED_FEEDS = 50

/** One participant of a room: its own media, and what it sees of others. What the room knows of it is in the room. */
export class Member {
  readonly entrant: Entrant
  readonly feeds = new Map<string, Feed>()
  /** Its part in what is written. */
  readonly chat: ChatLine
  /** Whether a moderator keeps it silent, or somebody asked it to be. */
  muted = false
  #publication: Publication | null = null
  #source: string | null = null
  #gone = false
  readonly #bitrate = new BitrateLimit((bitrate) => this.#limitBitrate(bitrate))

  constructor(entrant: Entrant, clock: Clock) {
    this.entrant = entrant
    this.chat = new ChatLine({
      ...{ party: entrant.device.party, log: entrant.log, clock },
      tell: (event) => this.tell(event),
      enqueue: (job) => entrant.enqueue(job),
    })
  }

  get session(): string {
    return this.entrant.session
  }

  get isGone(): boolean {
    return this.#gone
  }

  /** As the others see it. */
  get participant(): Participant {
    return { session: this.session, party: this.entrant.device.party, muted: this.muted }
  }

  tell(event: RoomEvent): void {
    if (!this.#gone) this.entrant.tell(event)
  }

  /** Resolves when the backend has taken its offer. What comes of it is handed on in the connection's order. Rejects with Refusal. */
  async publish(media: MediaRoom, request: PublishRequest, listener: (event: PublicationEvent) => void): Promise<void> {
    this.#publication = await media.publish(request, (event) =>
      this.entrant.enqueue(() => {
        if (!this.#gone) listener(event)
      }),
    )
  }

  /** It is in the room, and known to the backend by `source`. */
  arrived(source: string): void {
    this.#source = source
  }

  /** Never rejects: its client would close the connection, for candidates of which others may do (sylkrtc-protocol §3.6). */
  async addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    await this.#publication?.addCandidates(candidates).catch((refusal) => {
      this.entrant.log.debug('candidates not taken', { session: this.session, failure: Failure.from(refusal).text })
    })
  }

  /** What the room gives it, in bit/s. */
  share(bitrate: number): void {
    this.#bitrate.share(bitrate)
  }

  /** What it wants itself, `bitrate` in bit/s. Rejects with Refusal. */
  async update(switches: MediaSwitches, bitrate: number | null): Promise<void> {
    if (bitrate !== null) this.#bitrate.ask(bitrate)
    if (Object.keys(switches).length > 0) await this.#publication?.switchMedia(switches)
  }

  /** Takes its sound from it, or gives it back. Rejects with Refusal. */
  async silence(silent: boolean): Promise<void> {
    await this.#publication?.mute(silent)
  }

  /** Begins to see another one. Rejects with Failure or Refusal. */
  async attach(id: string, publisher: Member, media: MediaRoom): Promise<void> {
    const source = publisher.#source
    // It may have been taken out since it asked, and nobody would give the feed back.
    if (this.#gone) throw new Failure('room-session-unknown', this.session)
    if (source === null) throw new Failure('publisher-not-ready', publisher.session)
    this.#forgetEndedFeeds()
    const feed = new Feed(id, publisher.session, this.entrant, this.entrant.log)
    this.feeds.set(id, feed)
    await feed.open(media, source).catch((refusal) => {
      this.feeds.delete(id)
      throw refusal
    })
  }

  /** Who is seen by these is gone. */
  publisherLeft(session: string): void {
    for (const feed of this.feeds.values()) if (feed.publisher === session) void feed.end()
  }

  /** Gives back all it has. Nothing is told to it any more. Never rejects. */
  async release(): Promise<void> {
    this.#gone = true
    this.chat.leave()
    const feeds = [...this.feeds.values()].map((feed) => feed.end())
    this.feeds.clear()
    await Promise.all([this.#publication?.release(), ...feeds])
  }

  async #limitBitrate(bitrate: number): Promise<void> {
    try {
      await this.#publication?.limitBitrate(bitrate)
    } catch (refusal) {
      this.entrant.log.debug('bit rate not changed', { session: this.session, failure: Failure.from(refusal).text })
    }
  }

  #forgetEndedFeeds(): void {
    const ended = [...this.feeds.values()].filter((feed) => feed.isOver)
    for (const feed of ended.slice(0, Math.max(0, ended.length - MOST_ENDED_FEEDS))) this.feeds.delete(feed.id)
  }
}
