import { CallMedia, type MediaFlags, type Medium } from './call-media.ts'
import type { Connection } from './connection.ts'
import type { PeerConnection } from './platform.ts'

interface FeedListener {
  /** Media came, went silent or came back. */
  changed(): void
  /** It could not be had, or is no more. */
  broken(): void
}

/** What is wanted of a participant; what is not said stays as it is. */
export interface FeedWishes {
  readonly audio?: boolean
  readonly video?: boolean
  /** Which size of the picture, 0 the smallest, where it is sent in several. */
  readonly substream?: number
}

/** A subscription to what one participant of a room sends (sylkrtc-protocol.md §3.5.3). It is over for good when it is closed. */
export class ConferenceFeed {
  /** Names it to the gateway. */
  readonly id: string
  readonly #connection: Connection
  readonly #session: string
  readonly #listener: FeedListener
  readonly #media: CallMedia
  /** Offers are answered one after the other, in the order they came. */
  #steps: Promise<void> = Promise.resolve()
  #closed = false

  /** @param session the own room session */
  constructor(connection: Connection, session: string, listener: FeedListener) {
    this.id = connection.platform.uuid()
    this.#connection = connection
    this.#session = session
    this.#listener = listener
    this.#media = new CallMedia(connection.platform, {
      candidates: (candidates) =>
        // Without a refused candidate another path may be found; if none is, the peer connection says so.
        void connection
          .request({ sylkrtc: 'videoroom-session-trickle', session: this.id, candidates: [...candidates] })
          .catch(() => undefined),
      remoteChanged: () => listener.changed(),
      pathChanged: (state) => {
        if (state === 'failed') this.#break()
      },
    })
  }

  get stream(): MediaStream {
    return this.#media.remoteStream
  }

  get peer(): PeerConnection {
    return this.#media.peer
  }

  /** What can be heard and seen now. */
  get media(): MediaFlags {
    return this.#media.remote
  }

  /** From 0 to 1. */
  get loudness(): number {
    return this.#media.loudness
  }

  /** RTP timestamps of what is played now, which stand still while nothing comes; null where nothing has come yet. */
  get played(): Readonly<Record<Medium, number | null>> {
    const sources = (medium: Medium): readonly RTCRtpSynchronizationSource[] =>
      this.peer
        .getReceivers()
        .filter(({ track }) => track.kind === medium)
        .flatMap((receiver) => receiver.getSynchronizationSources())
    const [audio, video] = [sources('audio'), sources('video')]
    return { audio: audio[0]?.rtpTimestamp ?? null, video: video[0]?.rtpTimestamp ?? null }
  }

  /** Asks for what a participant sends; `take` is given the offer. @param publisher the participant's room session */
  attach(publisher: string): void {
    const { id: feed } = this
    this.#connection
      .request({ sylkrtc: 'videoroom-feed-attach', session: this.#session, publisher, feed })
      .catch(() => this.#break())
  }

  /** Answers an offer of the gateway's. */
  take(offer: string): void {
    this.#steps = this.#steps.then(() => this.#answer(offer)).catch(() => this.#break())
  }

  /** Stops or resumes what comes, or chooses a size. Rejects with a RequestFailure. */
  wish(wishes: FeedWishes): Promise<void> {
    return this.#connection.request({ sylkrtc: 'videoroom-session-update', session: this.id, options: { ...wishes } })
  }

  stats(): Promise<RTCStatsReport> {
    return this.#media.stats()
  }

  /** Ends it. @param tellGateway whether the gateway still has it */
  close(tellGateway: boolean): void {
    if (this.#closed) return
    this.#closed = true
    this.#media.close()
    if (!tellGateway) return
    // It may have ended there already; either way it is over here.
    this.#connection.request({ sylkrtc: 'videoroom-feed-detach', session: this.#session, feed: this.id }).catch(() => undefined)
  }

  async #answer(offer: string): Promise<void> {
    if (this.#closed) return
    const sdp = await this.#media.answer(offer, null)
    if (this.#closed) return
    const answered = this.#connection.request({
      sylkrtc: 'videoroom-feed-answer',
      session: this.#session,
      feed: this.id,
      sdp,
    })
    this.#media.releaseCandidates()
    await answered
  }

  #break(): void {
    if (!this.#closed) this.#listener.broken()
  }
}
