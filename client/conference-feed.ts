import { CallMedia, type MediaFlags } from './call-media.ts'
import type { Connection } from './connection.ts'
import type { PeerConnection } from './platform.ts'

interface FeedListener {
  /** Media came, went silent or came back. */
  changed(): void
  /** It could not be had, or is no more. */
  broken(): void
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

  /** Stops or resumes what comes. Rejects with a RequestFailure. */
  switchMedia(on: Partial<MediaFlags>): Promise<void> {
    return this.#connection.request({ sylkrtc: 'videoroom-session-update', session: this.id, options: { ...on } })
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
