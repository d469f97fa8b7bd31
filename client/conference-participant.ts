import type { Party } from './call.ts'
import type { MediaFlags, Medium } from './call-media.ts'
import { ConferenceFeed, type FeedWishes } from './conference-feed.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import type { PeerConnection } from './platform.ts'
import type { RoomFrame } from './room-frame.ts'

const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 30_000

/** Sizes of a picture that is sent in several (simulcast), as Janus counts them. */
const SUBSTREAMS = { low: 0, medium: 1, high: 2 } as const

/** In which size a picture is wanted. */
export type PictureSize = keyof typeof SUBSTREAMS

/** How far it is with their sound and picture. */
export type ParticipantState =
  | 'detached' // not asked for
  | 'attaching' // asked for, also again after they broke
  | 'established'

interface ParticipantEvents {
  state: ParticipantState
  /** What can be heard and seen of the participant has changed, or comes in another stream now. */
  media: MediaFlags
  /** A moderator has muted the participant, or lets it speak again. */
  muted: boolean
}

/** What the gateway announces of a participant. */
export interface Publisher {
  readonly id: string
  readonly uri: string
  readonly display_name: string
  readonly type?: string | undefined
  readonly muted?: boolean | null | undefined
}

/** Somebody else in a room. Their media are asked for when they are attached, and again whenever they break. */
export class Participant extends Emitter<ParticipantEvents> implements Party {
  /** Their room session: names them in everything that the room says. */
  readonly id: string
  readonly uri: string
  readonly displayName: string
  /** How they take part: `webrtc`, `sip`, `bridge`. */
  readonly type: string
  readonly #connection: Connection
  readonly #session: string
  readonly #unsubscribe: () => void
  readonly #nothing: MediaStream
  #feed: ConferenceFeed | null = null
  #state: ParticipantState = 'detached'
  #closed = false
  #muted: boolean
  /** What was asked for that a new subscription does not know of. */
  #wishes: FeedWishes = {}
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined

  /**
   * @param session the own room session
   * @param attached whether to ask for their sound and picture at once
   */
  constructor(connection: Connection, session: string, publisher: Publisher, attached: boolean) {
    super()
    this.id = publisher.id
    this.uri = publisher.uri
    this.displayName = publisher.display_name
    this.type = publisher.type ?? 'webrtc'
    this.#muted = publisher.muted === true
    this.#connection = connection
    this.#session = session
    this.#unsubscribe = connection.on('room', (event) => event.session === session && this.#take(event))
    this.#nothing = connection.platform.newMediaStream()
    if (attached) this.attach()
  }

  get state(): ParticipantState {
    return this.#state
  }

  /** Sound and picture. It is the same until they break and come again, in another stream. */
  get stream(): MediaStream {
    return this.#feed?.stream ?? this.#nothing
  }

  /** What can be heard and seen now. */
  get media(): MediaFlags {
    return this.#feed?.media ?? { audio: false, video: false }
  }

  /** How loud they are at this moment, from 0 to 1, for a sign that they speak; 0 where the browser does not know. */
  get loudness(): number {
    return this.#feed?.loudness ?? 0
  }

  /** Whether a moderator has muted them. */
  get muted(): boolean {
    return this.#muted
  }

  /** Stops or resumes their sound or picture for this client alone, which saves what they need of the network. Rejects with a RequestFailure. */
  receive(on: Partial<MediaFlags>): Promise<void> {
    return this.#wish(on)
  }

  /**
   * Chooses among the sizes in which a participant sends the picture, the largest unless it is said; where there is but one, that comes. It takes until
   * the next key frame. Rejects with a RequestFailure.
   */
  chooseSize(size: PictureSize): Promise<void> {
    return this.#wish({ substream: SUBSTREAMS[size] })
  }

  /**
   * RTP timestamps of what is played at this moment, null where nothing has come yet: they stand still while a participant sends nothing, be it
   * muted or without a camera, which the protocol does not tell.
   */
  get played(): Readonly<Record<Medium, number | null>> {
    return this.#feed?.played ?? { audio: null, video: null }
  }

  /** Figures of their peer connection (W3C webrtc-stats). */
  async stats(): Promise<RTCStatsReport> {
    return this.#feed?.stats() ?? new Map()
  }

  /** Their peer connection, for what this class has no word for; null while they are detached. */
  get peer(): PeerConnection | null {
    return this.#feed?.peer ?? null
  }

  /** Asks for their sound and picture, unless that was done. */
  attach(): void {
    if (this.#closed || this.#state !== 'detached') return
    this.#feed = this.#newFeed()
    this.#change('attaching')
  }

  /** Receives nothing of them any more, until they are attached again. */
  detach(): void {
    if (this.#state === 'detached') return
    this.#drop(true)
    this.#change('detached')
    this.emit('media', this.media)
  }

  /** They are gone, or the room is. @param tellGateway whether the gateway still has the subscription */
  close(tellGateway: boolean): void {
    this.#closed = true
    this.#unsubscribe()
    this.#drop(tellGateway)
  }

  #newFeed(): ConferenceFeed {
    const feed = new ConferenceFeed(this.#connection, this.#session, {
      changed: () => this.emit('media', feed.media),
      broken: () => this.#attachAgain(),
    })
    feed.attach(this.id)
    return feed
  }

  #take(event: RoomFrame): void {
    switch (event.event) {
      case 'feed-attached':
        if (event.feed === this.#feed?.id) this.#feed.take(event.sdp)
        break
      case 'feed-established':
        if (event.feed === this.#feed?.id) this.#establish()
        break
      case 'publisher-updated':
        if (event.publisher !== this.id || event.muted === this.#muted) return
        this.#muted = event.muted
        this.emit('muted', event.muted)
        break
    }
  }

  #establish(): void {
    this.#failures = 0
    // A feed that broke and came again knows nothing of what was asked for before.
    const { audio = true, video = true, substream = SUBSTREAMS.high } = this.#wishes
    if (!audio || !video || substream !== SUBSTREAMS.high) this.#feed?.wish(this.#wishes).catch(() => undefined)
    this.#change('established')
  }

  #attachAgain(): void {
    this.#feed?.close(true)
    clearTimeout(this.#retry)
    this.#change('attaching')
    this.#retry = setTimeout(
      () => {
        this.#feed = this.#newFeed()
        this.emit('media', this.#feed.media)
      },
      Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS),
    )
  }

  async #wish(wishes: FeedWishes): Promise<void> {
    this.#wishes = { ...this.#wishes, ...wishes }
    await this.#feed?.wish(wishes)
  }

  #drop(tellGateway: boolean): void {
    clearTimeout(this.#retry)
    this.#feed?.close(tellGateway)
    this.#feed = null
  }

  #change(state: ParticipantState): void {
    if (state === this.#state) return
    this.#state = state
    this.emit('state', state)
  }
}
