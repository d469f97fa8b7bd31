import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { browserSdp } from '../../../../../test/contract/sdp.ts'
import { FakeJanus } from '../../../../../test/fake-janus/fake-janus.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import type { MediaRoomSettings, PublicationEvent, SubscriptionEvent } from '../../../ports/video-rooms.ts'
import { systemClock } from '../../clock/system.ts'
import { systemRandom } from '../../random/system.ts'
import { JanusConnection } from '../connection.ts'
import { JanusSession } from '../session.ts'
import { JanusVideoRooms } from './video-rooms.ts'

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }
const SETTINGS: MediaRoomSettings = {
  maxPublishers: 10,
  maxBitrate: 2_016_000,
  videoCodec: 'vp8',
  audio: true,
  video: true,
  recordIn: null,
}
const ALICE = { sdp: browserSdp({ type: 'offer', video: true }), display: 'Alice', recordAs: null }
const ANSWER = browserSdp({ type: 'answer', video: true })

let janus: FakeJanus
let connection: JanusConnection
let rooms: JanusVideoRooms
/** Handed out before fresh ones. */
let ids: string[]

beforeEach(async () => {
  janus = await FakeJanus.start()
  ids = []
  const random: Random = { id: () => ids.shift() ?? systemRandom.id() }
  // What is put off for seconds comes soon.
  const clock = { ...systemClock, after: (delay: number, task: () => void) => systemClock.after(delay / 50, task) }
  const { url, apiSecret } = janus
  const world = { clock: systemClock, random: systemRandom, log, reconnect: { first: 20, longest: 40 }, answerTimeout: 200 }
  connection = new JanusConnection({ url, apiSecret, ...world })
  const session = new JanusSession({ connection, clock: systemClock, log })
  rooms = new JanusVideoRooms({ session, clock, random, log })
  connection.start()
  await isUp()
})
afterEach(async () => {
  connection.stop()
  await janus.stop()
})

const isUp = () => vi.waitFor(() => expect(connection.isUp).toBe(true))

test('a room gets another number where the first one is taken', async () => {
  ids.push('a'.repeat(32))
  await rooms.open(SETTINGS)
  ids.push('a'.repeat(32), 'secret')
  await rooms.open(SETTINGS)
  expect(new Set(janus.rooms.map(({ id }) => id)).size).toBe(2)
  expect(janus.requests('create')).toHaveLength(3)
})

test('a room that Janus does not want is refused in its words', async () => {
  janus.failNext('create', 'No more rooms')
  await expect(rooms.open(SETTINGS)).rejects.toMatchObject({ reason: 'backend-refused', detail: 'No more rooms' })
  expect(janus.handleCount).toBe(0)
})

test('numbers and secrets of rooms cannot be guessed from each other', async () => {
  await rooms.open(SETTINGS)
  await rooms.open(SETTINGS)
  const [one, other] = janus.rooms
  expect(one?.settings.secret).toMatch(/^[0-9a-f]{32}$/)
  expect(one?.settings.secret).not.toBe(other?.settings.secret)
  expect(Math.abs(Number(one?.id) - Number(other?.id))).toBeGreaterThan(1)
})

test('what is asked of publishers and subscriptions is what Janus does', async () => {
  const room = await rooms.open({ ...SETTINGS, recordIn: '/rooms/1' })
  const published: PublicationEvent[] = []
  const alice = await room.publish({ ...ALICE, recordAs: 'alice-1' }, (event) => published.push(event))
  await vi.waitFor(() => expect(published).toHaveLength(2))
  const [answered] = published
  const seen: SubscriptionEvent[] = []
  const feed = answered?.kind === 'answered' ? answered.feed : ''
  const subscription = await room.subscribe(feed, (event) => seen.push(event))
  await vi.waitFor(() => expect(seen).toMatchObject([{ kind: 'offered' }]))
  await subscription.answer(ANSWER)
  await vi.waitFor(() => expect(seen).toMatchObject([{ kind: 'offered' }, { kind: 'media-up' }]))

  await alice.limitBitrate(100_000)
  await alice.switchMedia({ video: false })
  await alice.mute(true)
  await subscription.switchMedia({ audio: false })
  await subscription.chooseLayers({ substream: 1, temporal: 0 })
  const layers = { substream: 1, temporal: 0, temporal_layer: 0 }
  const sender = { feed: Number(feed), display: 'Alice', up: true, recordAs: 'alice-1' }
  const viewer = { feed: Number(feed), display: 'Alice', answered: true, up: true }
  await vi.waitFor(() =>
    expect(janus.rooms).toMatchObject([
      {
        publishers: [{ ...sender, bitrate: 100_000, audio: true, video: false, muted: true }],
        subscriptions: [{ ...viewer, audio: false, video: true, layers }],
      },
    ]),
  )
  await subscription.release()
  await alice.release()
  expect(janus.rooms).toMatchObject([{ publishers: [], subscriptions: [] }])
})

test('[R2] what Janus refuses later ends the publication in its words, without numbers that clients misunderstand', async () => {
  const room = await rooms.open(SETTINGS)
  const events: PublicationEvent[] = []
  for (const [text, code] of [
    ['Error parsing offer', 437],
    ['Error 1200 of the offer', 437],
    ['Maximum number of publishers (200) already reached', 432],
  ] as const) {
    janus.failNext('joinandconfigure', text, code)
    await room.publish(ALICE, (event) => events.push(event))
  }
  const reasons = ['Error parsing offer', 'unspecified reason', 'the room is full']
  await vi.waitFor(() => expect(events).toEqual(reasons.map((reason) => ({ kind: 'ended', reason }))))
  await vi.waitFor(() => expect(janus.handleCount).toBe(0))
})

test('[R2] an answer that Janus refuses later ends the subscription', async () => {
  const room = await rooms.open(SETTINGS)
  let feed = ''
  await room.publish(ALICE, (event) => {
    if (event.kind === 'answered') feed = event.feed
  })
  await vi.waitFor(() => expect(feed).not.toBe(''))
  const events: SubscriptionEvent[] = []
  const subscription = await room.subscribe(feed, (event) => events.push(event))
  await vi.waitFor(() => expect(events).toHaveLength(1))
  janus.failNext('start', 'Not like that')
  await subscription.answer(ANSWER)
  await vi.waitFor(() => expect(events.at(-1)).toEqual({ kind: 'ended', reason: 'Not like that' }))
})

test('a room that was lost with the connection is removed once Janus is there again', async () => {
  const room = await rooms.open(SETTINGS)
  const down = new Promise<void>((resolve) => connection.onState((up) => up || resolve()))
  janus.sever()
  await down
  await room.close()
  expect(janus.rooms).toHaveLength(1)
  await isUp()
  await vi.waitFor(() => expect(janus.rooms).toHaveLength(0))
})

test('a room that Janus does not know any more is asked for once', async () => {
  const room = await rooms.open(SETTINGS)
  await janus.restart()
  await isUp()
  await room.close()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(janus.requests('destroy')).toHaveLength(1)
})

test('a room of which nobody knows whether it was made is removed', async () => {
  janus.stallAfter('create')
  await expect(rooms.open(SETTINGS)).rejects.toMatchObject({ reason: 'backend-timeout' })
  expect(janus.rooms).toHaveLength(1)
  janus.stalled = false
  await vi.waitFor(() => expect(janus.rooms).toHaveLength(0))
})

test('a publisher whose media break takes those along who see it, and nobody else', async () => {
  const room = await rooms.open(SETTINGS)
  const events: string[] = []
  const feeds = new Map<string, string>()
  for (const display of ['Alice', 'Bob']) {
    await room.publish({ ...ALICE, display }, (event) => {
      events.push(`${display} ${event.kind}`)
      if (event.kind === 'answered') feeds.set(display, event.feed)
    })
  }
  await vi.waitFor(() => expect(events).toHaveLength(4))
  for (const [display, feed] of feeds) await room.subscribe(feed, (event) => events.push(`viewer of ${display} ${event.kind}`))
  await vi.waitFor(() => expect(events).toHaveLength(6))
  janus.mediaDown('ICE failed', 'Alice')
  await vi.waitFor(() => expect(events.slice(6).sort()).toEqual(['Alice ended', 'viewer of Alice ended']))
})
