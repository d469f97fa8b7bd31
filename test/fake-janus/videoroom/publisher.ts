import { browserSdp } from '../../contract/sdp.ts'
import { type Body, PluginError, type PluginHost, type PluginJsep } from '../plugin.ts'
import { answered, codecsOf, type PublishedMedia, publishedBy, streamsOf } from './published-media.ts'
import type { FakeRoom } from './room.ts'
import type { FakeSubscriber } from './subscriber.ts'
import { configure } from './switches.ts'

/** A publisher, as tests look at it. `audio` and `video`: whether it lets them through; null where it sends no such media. */
export interface PublisherView {
  readonly feed: number
  readonly display: string
  readonly bitrate: number
  /** Its ICE and DTLS are through: it can be subscribed to. */
  readonly up: boolean
  readonly audio: boolean | null
  readonly video: boolean | null
  /** A moderator took its sound away. */
  readonly muted: boolean
  readonly recordAs: string | null
}

/** Who joined a room to publish, on one handle. */
export class FakePublisher {
  readonly id: number
  readonly display: string
  readonly subscribers = new Set<FakeSubscriber>()
  media: PublishedMedia[]
  up = false
  readonly #host: PluginHost
  readonly #recordAs: string | null
  #room: FakeRoom | null
  #bitrate: number

  constructor(host: PluginHost, room: FakeRoom, body: Body, jsep: PluginJsep) {
    this.id = room.newId()
    this.display = String(body.display ?? '')
    this.#host = host
    this.#room = room
    this.#bitrate = room.bitrate
    this.#recordAs = body.record === true ? String(body.filename) : null
    this.media = publishedBy(jsep.sdp, room.videoCodec)
  }

  get view(): PublisherView {
    const sends = (kind: string) => this.media.find((media) => media.kind === kind && media.codec !== 'none')?.sends ?? null
    const muted = this.media.some(({ kind, moderated }) => kind === 'audio' && moderated)
    const { id: feed, display, up } = this
    return {
      feed,
      display,
      up,
      bitrate: this.#bitrate,
      audio: sends('audio'),
      video: sends('video'),
      muted,
      recordAs: this.#recordAs,
    }
  }

  /** As others are told of it. */
  get news(): Body {
    const streams = this.#room?.form === '1.x' ? { streams: streamsOf(this.media) } : {}
    return { id: this.id, ...(this.display ? { display: this.display } : {}), ...codecsOf(this.media), ...streams }
  }

  tell(event: Body): void {
    this.#host.push(event)
  }

  /** Into the room, with its answer; the room may be full all the same, and it stays in it then. */
  join(transaction: string): void {
    const room = this.#mustBeIn()
    const publishers = room.others(this).filter(({ up }) => up)
    room.enter(this)
    if (publishers.length === room.maxPublishers) {
      throw new PluginError(432, `Maximum number of publishers (${room.maxPublishers}) already reached`)
    }
    const joined = {
      videoroom: 'joined',
      room: room.id,
      description: room.description,
      id: this.id,
      private_id: 1 + Math.floor(Math.random() * (2 ** 32 - 2)),
      publishers: publishers.map(({ news }) => news),
      ...codecsOf(this.media),
      ...(room.form === '1.x' ? { streams: streamsOf(this.media) } : {}),
    }
    const sdp = browserSdp({ type: 'answer', media: answered(this.media), ufrag: 'janus' })
    this.#host.push(joined, { transaction, jsep: { type: 'answer', sdp, from: 'plugin' } })
  }

  configure(body: Body): Body {
    const room = this.#mustBeIn()
    configure(body, this.media, room.form, { noSuch: (mid) => `No such mid '${mid}' published`, more: () => {} })
    if (typeof body.bitrate === 'number') this.#bitrate = body.bitrate
    return { videoroom: 'event', room: room.id, configured: 'ok' }
  }

  /** Takes one of its media away or gives it back; everybody is told. */
  moderate(mid: string, muted: boolean): void {
    const room = this.#mustBeIn()
    const media = this.media.find((one) => one.mid === mid)
    if (!media) throw new PluginError(428, `No such stream ${mid}`)
    media.moderated = muted
    const moderation = muted ? 'muted' : 'unmuted'
    const what = room.form === '1.x' ? { mid, moderation } : { [`${media.kind}-moderation`]: moderation }
    room.tellAll({ videoroom: 'event', room: room.id, id: this.id, ...what })
  }

  mediaUp(): void {
    this.up = true
    const room = this.#room
    room?.tellOthers(this, { videoroom: 'event', room: room.id, publishers: [this.news] })
  }

  /** Its PeerConnection is gone; it stays in the room. 1.x tells its subscribers nothing, as they do not want another offer. */
  mediaLost(): void {
    this.up = false
    this.media = []
    const room = this.#room
    for (const subscriber of this.subscribers) subscriber.publisherGone()
    this.subscribers.clear()
    room?.tellOthers(this, { videoroom: 'event', room: room.id, unpublished: this.id })
  }

  /** Its handle goes. */
  leave(): void {
    this.mediaLost()
    const room = this.#room
    room?.leave(this)
    room?.tellAll({ videoroom: 'event', room: room.id, leaving: this.id })
    this.#room = null
  }

  kicked(): void {
    const room = this.#mustBeIn()
    this.tell({ videoroom: 'event', room: room.id, leaving: 'ok', reason: 'kicked' })
    room.leave(this)
    room.tellAll({ videoroom: 'event', room: room.id, kicked: this.id })
    this.#dropped()
  }

  /** The room goes. */
  destroyed(): void {
    this.tell({ videoroom: 'destroyed', room: this.#mustBeIn().id })
    this.#dropped()
  }

  #dropped(): void {
    this.#room = null
    this.mediaLost()
    this.#host.closePeerConnection()
  }

  #mustBeIn(): FakeRoom {
    if (!this.#room) throw new PluginError(426, 'No such room')
    return this.#room
  }
}
