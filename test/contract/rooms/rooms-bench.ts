import { expect } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { JanusConnection } from '../../../server/src/adapters/janus/connection.ts'
import { JanusSession } from '../../../server/src/adapters/janus/session.ts'
import { JanusVideoRooms } from '../../../server/src/adapters/janus/videoroom/video-rooms.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import type { Log } from '../../../server/src/ports/log.ts'
import type {
  MediaRoom,
  MediaRoomSettings,
  Publication,
  PublicationEvent,
  Subscription,
  SubscriptionEvent,
} from '../../../server/src/ports/video-rooms.ts'
import { until } from '../../interop/until.ts'
import { Inbox } from '../inbox.ts'
import { Recorder } from '../recorder.ts'
import type { MediaPeer, RoomsEnvironment } from './rooms-environment.ts'

const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silence }

const SETTINGS: MediaRoomSettings = {
  maxPublishers: 10,
  maxBitrate: 2_016_000,
  videoCodec: 'vp8',
  audio: true,
  video: true,
  recordIn: null,
}

export interface OpenedPublication {
  readonly publication: Publication
  readonly events: Inbox<PublicationEvent>
  readonly peer: MediaPeer
}

export interface LivePublication extends OpenedPublication {
  readonly feed: string
  /** What its browser was answered. */
  readonly answer: string
}

export interface OpenedSubscription {
  readonly subscription: Subscription
  readonly events: Inbox<SubscriptionEvent>
}

/** JanusVideoRooms on an environment's Janus, under a test's eyes. */
export class RoomsBench {
  readonly environment: RoomsEnvironment
  readonly recorder = new Recorder()
  readonly #connection: JanusConnection
  readonly #rooms: JanusVideoRooms

  private constructor(environment: RoomsEnvironment) {
    this.environment = environment
    const { url, apiSecret } = environment
    const world = { clock: systemClock, random: systemRandom, log: silence }
    const { trace } = this.recorder
    this.#connection = new JanusConnection({ url, apiSecret, ...world, trace, reconnect: { first: 100, longest: 200 } })
    const session = new JanusSession({ connection: this.#connection, ...world })
    this.#rooms = new JanusVideoRooms({ session, ...world })
  }

  /** Connected when it resolves. */
  static async start(environment: RoomsEnvironment): Promise<RoomsBench> {
    const bench = new RoomsBench(environment)
    bench.#connection.start()
    await bench.connected()
    return bench
  }

  /** Resolves when Janus is reached. */
  async connected(): Promise<void> {
    await until('Janus is there', 10_000, () => this.#connection.isUp)
  }

  stop(): void {
    this.#connection.stop()
  }

  open(changes: Partial<MediaRoomSettings> = {}): Promise<MediaRoom> {
    return this.#rooms.open({ ...SETTINGS, ...changes })
  }

  /** Offers, and no more. */
  async publish(room: MediaRoom, display: string, media = { audio: true, video: true }): Promise<OpenedPublication> {
    const peer = await this.environment.peer()
    const events = new Inbox<PublicationEvent>(`event of ${display}'s publication`)
    const request = { sdp: await peer.offer(media), display, recordAs: null }
    return { publication: await room.publish(request, (event) => events.put(event)), events, peer }
  }

  /** In the room, with media not yet up. */
  async join(room: MediaRoom, display: string, media = { audio: true, video: true }): Promise<LivePublication> {
    const opened = await this.publish(room, display, media)
    const answered = await opened.events.next()
    if (answered.kind !== 'answered') return expect.unreachable(`${display} was told ${answered.kind}`)
    return { ...opened, feed: answered.feed, answer: answered.sdp }
  }

  /** In the room, with media up. */
  async send(room: MediaRoom, display: string, media = { audio: true, video: true }): Promise<LivePublication> {
    const joined = await this.join(room, display, media)
    await this.bringUp(joined)
    return joined
  }

  async bringUp({ peer, answer, events }: LivePublication): Promise<void> {
    await peer.accept(answer)
    await peer.connect()
    expect(await events.next()).toEqual({ kind: 'media-up' })
  }

  async subscribe(room: MediaRoom, feed: string): Promise<OpenedSubscription> {
    const events = new Inbox<SubscriptionEvent>('event of the subscription')
    return { subscription: await room.subscribe(feed, (event) => events.put(event)), events }
  }

  /** Answers the offer that comes next, and resolves when media are up. */
  async see({ subscription, events }: OpenedSubscription): Promise<{ readonly offer: string; readonly peer: MediaPeer }> {
    const offered = await events.next()
    if (offered.kind !== 'offered') return expect.unreachable(`the subscriber was told ${offered.kind}`)
    const peer = await this.environment.peer()
    await subscription.answer(await peer.answer(offered.sdp))
    await peer.connect()
    expect(await events.next()).toEqual({ kind: 'media-up' })
    return { offer: offered.sdp, peer }
  }

  /** Janus said nothing that it may not say, refused no more than this, and has no room and no handle of ours any more. */
  async expectTidy(refusals: readonly string[] = []): Promise<void> {
    await until('the last handle is detached', 10_000, () => this.recorder.handles === 0)
    expect(this.recorder.rooms).toBe(0)
    expect(this.recorder.roomRefusals).toEqual(refusals)
    expect(this.recorder.wrong).toEqual([])
  }
}
