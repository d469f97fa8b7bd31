import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MediaRoom, Subscription } from '../../../server/src/ports/video-rooms.ts'
import { temporaryDirectory } from '../../interop/peers/process.ts'
import { until } from '../../interop/until.ts'
import { Inbox } from '../inbox.ts'
import type { BrowserPeer, Sending } from './browser-peers.ts'
import { type RealRoomsEnvironment, realRoomsEnvironment } from './real-rooms-environment.ts'
import { RoomsBench } from './rooms-bench.ts'

/** ms; longer than Janus waits until it asks for another key frame. */
const PATIENCE = 15_000
/** ms from one key frame that a browser makes to the next that it can be asked for. */
const KEY_FRAME_PAUSE = 1000
/** ms in which no packet comes of what is switched off. */
const SILENCE = 600
const BOTH = { audio: true, video: true }

/** A browser that sends and one that sees it. */
interface Pair {
  readonly sender: BrowserPeer
  readonly publication: Awaited<ReturnType<MediaRoom['publish']>>
  readonly viewer: BrowserPeer
  readonly subscription: Subscription
}

/** What really goes through a real Janus. */
export function describeMediaThroughJanus(): void {
  let environment: RealRoomsEnvironment
  let bench: RoomsBench
  beforeAll(async () => {
    environment = await realRoomsEnvironment()
  })
  afterAll(() => environment?.stop())
  beforeEach(async () => {
    bench = await RoomsBench.start(environment)
  })
  afterEach(async () => {
    bench.stop()
    await environment.tidy()
  })

  async function pairIn(room: MediaRoom, sending: Sending | null = null, recordAs: string | null = null): Promise<Pair> {
    const [sender, viewer] = [await environment.peer(), await environment.peer()]
    const events = new Inbox<{ readonly kind: string; readonly sdp?: string; readonly feed?: string }>('event')
    const request = { sdp: await sender.offer(BOTH, sending), display: 'Alice', recordAs }
    const publication = await room.publish(request, (event) => events.put(event))
    const { sdp = '', feed = '' } = await events.next()
    await sender.accept(sdp)
    expect(await events.next()).toEqual({ kind: 'media-up' })
    const subscription = await room.subscribe(feed, (event) => events.put(event))
    const { sdp: offer = '' } = await events.next()
    await subscription.answer(await viewer.answer(offer))
    expect(await events.next()).toEqual({ kind: 'media-up' })
    await until('sound and picture come', PATIENCE, async () => {
      const { audio, video, width } = await viewer.received()
      return audio && video && width
    })
    return { sender, publication, viewer, subscription }
  }

  /** Resolves when packets of these kinds come, and of no other: what is on its way still arrives. */
  async function comes(viewer: BrowserPeer, expected: { readonly audio: boolean; readonly video: boolean }): Promise<void> {
    await until(`sound ${expected.audio}, picture ${expected.video}`, PATIENCE, async () => {
      const before = await viewer.received()
      await pause(SILENCE)
      const after = await viewer.received()
      const [audio, video] = [(after.audio ?? 0) > (before.audio ?? 0), (after.video ?? 0) > (before.video ?? 0)]
      return audio === expected.audio && video === expected.video
    })
  }

  test('[12.66] what a subscriber pauses does not come, and comes again when it resumes', async () => {
    const room = await bench.open()
    const { viewer, subscription } = await pairIn(room)
    await subscription.switchMedia({ video: false })
    await comes(viewer, { audio: true, video: false })
    await subscription.switchMedia({ audio: false, video: true })
    await comes(viewer, { audio: false, video: true })
    await room.close()
    await bench.expectTidy()
  })

  test('what a publisher switches off, or is muted, reaches nobody until it is given back', async () => {
    const room = await bench.open()
    const { viewer, publication } = await pairIn(room)
    await publication.switchMedia({ video: false })
    await comes(viewer, { audio: true, video: false })
    await publication.mute(true)
    await comes(viewer, { audio: false, video: false })
    await publication.mute(false)
    await publication.switchMedia({ video: true })
    await comes(viewer, BOTH)
    await room.close()
    await bench.expectTidy()
  })

  test('[12.71] a publisher sends no more than it is allowed, and more when it is allowed more', async () => {
    const room = await bench.open({ maxBitrate: 2_000_000 })
    const { sender, publication } = await pairIn(room, { codec: 'video/VP8', encodings: [{}] })
    const target = (what: string, holds: (bitrate: number) => boolean) =>
      until(what, PATIENCE, async () => holds(await sender.videoTarget()))
    await target('it sends more than half of it', (bitrate) => bitrate > 1_000_000)
    await publication.limitBitrate(100_000)
    await target('it sends little', (bitrate) => bitrate > 0 && bitrate <= 100_000)
    await publication.limitBitrate(1_000_000)
    await target('it sends more again', (bitrate) => bitrate > 300_000)
    await room.close()
    await bench.expectTidy()
  })

  const qualities = [{ rid: 'l', scaleResolutionDownBy: 4 }, { rid: 'm', scaleResolutionDownBy: 2 }, { rid: 'h' }]
  test.each([
    ['lowest', qualities],
    ['highest', qualities.toReversed()],
  ])(
    'of several qualities a subscriber gets the best, and what it chooses, be they listed from the %s',
    async (_from, encodings) => {
      const room = await bench.open({ maxBitrate: 4_000_000 })
      const { viewer, subscription } = await pairIn(room, { codec: 'video/VP8', encodings })
      const width = async (expected: number) => {
        await until(`the picture is ${expected} wide`, PATIENCE, async () => (await viewer.received()).width === expected)
        await pause(KEY_FRAME_PAUSE)
      }
      await width(1280)
      await subscription.chooseLayers({ substream: 0 })
      await width(320)
      await subscription.chooseLayers({ substream: 1, temporal: 2 })
      await width(640)
      await room.close()
      await bench.expectTidy()
    },
  )

  test('scalable video goes through as it is', async () => {
    const room = await bench.open({ videoCodec: 'vp9', maxBitrate: 4_000_000 })
    const { viewer } = await pairIn(room, { codec: 'video/VP9', encodings: [{ scalabilityMode: 'L3T3' }] })
    await until('the picture has its full width', PATIENCE, async () => (await viewer.received()).width === 1280)
    await room.close()
    await bench.expectTidy()
  })

  test('a publisher is recorded under the name it was given, and nobody else is', async () => {
    const directory = await temporaryDirectory('recordings')
    const recordIn = join(directory.path, 'room')
    const room = await bench.open({ recordIn })
    await pairIn(room, null, 'alice-1')
    await bench.send(room, 'Bob')
    await room.close()
    expect((await readdir(recordIn)).sort()).toEqual(['alice-1-audio-0.mjr', 'alice-1-video-1.mjr'])
    await directory.remove()
    await bench.expectTidy()
  })
}
