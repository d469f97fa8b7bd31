import { browserSdp } from '../../contract/sdp.ts'
import { type Body, PluginError, type PluginHost } from '../plugin.ts'
import type { PublishedMedia } from './published-media.ts'
import type { FakePublisher } from './publisher.ts'
import type { FakeRoom } from './room.ts'
import { configure } from './switches.ts'

/** A subscription, as tests look at it. `audio` and `video`: whether they are let through; null where the publisher sends no such media. */
export interface SubscriptionView {
  readonly feed: number
  /** Of the publisher. */
  readonly display: string
  readonly answered: boolean
  readonly up: boolean
  readonly audio: boolean | null
  readonly video: boolean | null
  /** What was chosen of several qualities. */
  readonly layers: Readonly<Record<string, number>>
}

interface SubscribedMedia {
  readonly kind: 'audio' | 'video'
  readonly mid: string
  readonly source: PublishedMedia
  sends: boolean
}

const LAYERS = ['substream', 'temporal', 'spatial_layer', 'temporal_layer'] as const

/** Who joined a room to see one publisher, on one handle. */
export class FakeSubscriber {
  readonly #host: PluginHost
  readonly #room: FakeRoom
  readonly #publisher: FakePublisher
  readonly #media: SubscribedMedia[]
  readonly #layers: Record<string, number> = {}
  #answered = false
  #up = false

  /** Throws PluginError where there is nothing (yet) to subscribe to. */
  constructor(host: PluginHost, room: FakeRoom, body: Body) {
    this.#host = host
    this.#room = room
    const wished = wishes(body, room)
    const feed = wished[0]?.feed
    const publisher = room.publishers.find(({ id, up }) => id === feed && up)
    if (!publisher) throw new PluginError(428, `No such feed (${feed})`)
    for (const { mid } of wished) {
      if (mid !== undefined && !publisher.media.some((media) => media.mid === mid))
        throw new PluginError(428, `No such mid '${mid}' in feed (${feed})`)
    }
    this.#publisher = publisher
    const everything = wished.some(({ mid }) => mid === undefined)
    this.#media = publisher.media
      .filter((source) => everything || wished.some(({ mid }) => mid === source.mid))
      .map((source, index) => ({ kind: source.kind, mid: String(index), source, sends: true }))
  }

  get view(): SubscriptionView {
    const sends = (kind: string) =>
      this.#media.find((media) => media.kind === kind && media.source.codec !== 'none')?.sends ?? null
    const { id: feed, display } = this.#publisher
    const [answered, up, layers] = [this.#answered, this.#up, this.#layers]
    return { feed, display, answered, up, audio: sends('audio'), video: sends('video'), layers }
  }

  join(transaction: string): void {
    this.#publisher.subscribers.add(this)
    this.#room.subscribers.add(this)
    const { id, display } = this.#publisher
    const attached = {
      videoroom: 'attached',
      room: this.#room.id,
      ...(this.#room.form === '1.x' ? { streams: this.#streams() } : { id, ...(display ? { display } : {}) }),
    }
    const offered = this.#media.filter(({ source }) => source.codec !== 'none')
    const media = offered.map(({ kind, mid }) => ({ kind, mid, direction: 'sendonly' as const }))
    const sdp = browserSdp({ type: 'offer', media, ufrag: 'janus' })
    this.#host.push(attached, { transaction, jsep: { type: 'offer', sdp, from: 'plugin' } })
  }

  start(): Body {
    this.#answered = true
    return { videoroom: 'event', room: this.#room.id, started: 'ok' }
  }

  configure(body: Body): Body {
    configure(body, this.#media, this.#room.form, {
      noSuch: (mid) => `No such mid '${mid}' in subscription`,
      more: ({ kind }, wished) => {
        if (kind !== 'video') return
        for (const layer of LAYERS) if (typeof wished[layer] === 'number') this.#layers[layer] = wished[layer]
      },
    })
    return { videoroom: 'event', room: this.#room.id, configured: 'ok' }
  }

  mediaUp(): void {
    this.#up = true
  }

  mediaLost(): void {
    this.#up = false
    this.#media.length = 0
    this.#publisher.subscribers.delete(this)
  }

  /** 0.x ends what shows nothing any more; 1.x lets it be. */
  publisherGone(): void {
    if (this.#room.form === '0.x') this.#host.closePeerConnection()
  }

  /** Its handle goes. */
  leave(): void {
    this.mediaLost()
    this.#room.subscribers.delete(this)
  }

  #streams(): Body[] {
    const { id, display } = this.#publisher
    return this.#media.map(({ kind, mid, source, sends }, mindex) => ({
      type: kind,
      active: true,
      mindex,
      mid,
      ready: false,
      send: sends,
      feed_id: id,
      ...(display ? { feed_display: display } : {}),
      feed_mid: source.mid,
      codec: source.codec,
    }))
  }
}

/** What is to be subscribed to: 1.x reads `streams`, 0.x `feed`. */
function wishes(body: Body, room: FakeRoom): readonly { readonly feed: unknown; readonly mid?: unknown }[] {
  if (room.form === '1.x' && Array.isArray(body.streams) && body.streams.length > 0)
    return body.streams as { feed: unknown; mid?: unknown }[]
  if (body.feed === undefined) throw new PluginError(429, 'Missing mandatory element (feed)')
  return [{ feed: body.feed }]
}
