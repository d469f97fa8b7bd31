import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Participant } from './conference-participant.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeSdp } from './fake-media.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)

async function meet(attached = true) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  const participant = new Participant(connection, 'own', { id: 'bob-1', uri: 'bob@example.com', display_name: 'Bob' }, attached)
  await settled()
  const say = async (event: string, fields: object) => {
    gateway.say({ sylkrtc: 'videoroom-event', session: 'own', event, ...fields })
    await settled()
  }
  const feed = () => gateway.last('videoroom-feed-attach').feed
  return { gateway, participant, say, attached: feed }
}

async function watched() {
  const all = await meet()
  await all.say('feed-attached', { feed: all.attached(), sdp: fakeSdp('bob', 'audio', 'video') })
  await all.say('feed-established', { feed: all.attached() })
  return all
}

test('a participant is attached once, and what comes is in one stream', async () => {
  const { gateway, participant, attached } = await watched()
  expect(gateway.names).toEqual(['videoroom-feed-attach', 'videoroom-feed-answer'])
  expect(gateway.last('videoroom-feed-attach')).toMatchObject({ session: 'own', publisher: 'bob-1' })
  expect(gateway.last('videoroom-feed-answer')).toMatchObject({ session: 'own', feed: attached() })
  expect(gateway.peer.sent).toEqual([])
  expect(participant.stream.getTracks()).toHaveLength(2)
  expect(participant.media).toEqual({ audio: true, video: true })
})

test('candidates of a subscription bear its id, and wait for the answer', async () => {
  const { gateway, attached, say } = await meet()
  gateway.peer.find('candidate:1')
  expect(gateway.names).toEqual(['videoroom-feed-attach'])
  await say('feed-attached', { feed: attached(), sdp: fakeSdp('bob', 'audio') })
  gateway.peer.find(null)
  expect(gateway.names.slice(1)).toEqual(['videoroom-feed-answer', 'videoroom-session-trickle', 'videoroom-session-trickle'])
  expect(gateway.last('videoroom-session-trickle')).toMatchObject({ session: attached(), candidates: [] })
})

test('an offer for a subscription of somebody else, or of a session of somebody else, is not answered', async () => {
  const { gateway, attached, say } = await meet()
  await say('feed-attached', { feed: 'other', sdp: fakeSdp('bob', 'audio') })
  gateway.say({ sylkrtc: 'videoroom-event', session: 'other', event: 'feed-attached', feed: attached(), sdp: 'v=0' })
  await settled()
  expect(gateway.names).toEqual(['videoroom-feed-attach'])
})

test('a second offer for the same subscription is answered as well', async () => {
  const { gateway, attached, say } = await watched()
  await say('feed-attached', { feed: attached(), sdp: fakeSdp('again', 'audio') })
  expect(gateway.peer.applied).toEqual(['remote offer: bob', 'local answer', 'remote offer: again', 'local answer'])
})

test('media that come and go are told', async () => {
  const { gateway, participant } = await watched()
  const told: unknown[] = []
  participant.on('media', (media) => told.push(media))
  gateway.peer.remoteTracks.find(({ kind }) => kind === 'video')?.setMuted(true)
  expect(told).toEqual([{ audio: true, video: false }])
})

test('how loud they are is asked of the browser, which may not know', async () => {
  const { gateway, participant } = await watched()
  expect(participant.loudness).toBe(0)
  gateway.peer.loudness = [0.1, 0.4]
  expect(participant.loudness).toBe(0.4)
})

test('what is played now stands still while nothing comes, and is not known before something has', async () => {
  const { gateway, participant } = await watched()
  expect(participant.played).toEqual({ audio: null, video: null })
  gateway.peer.loudness = [0]
  gateway.peer.played = 3000
  expect(participant.played).toEqual({ audio: 3000, video: 3000 })
})

test('the size of the picture is chosen as the layer of that number, also of a subscription that came again', async () => {
  const { gateway, participant, attached, say } = await watched()
  await participant.chooseSize('low')
  expect(gateway.last('videoroom-session-update')).toMatchObject({ session: attached(), options: { substream: 0 } })
  gateway.peer.fail()
  await vi.advanceTimersByTimeAsync(2_000)
  await say('feed-attached', { feed: attached(), sdp: fakeSdp('bob', 'audio', 'video') })
  await say('feed-established', { feed: attached() })
  expect(gateway.last('videoroom-session-update')).toMatchObject({ session: attached(), options: { substream: 0 } })
})

test('an answer that the gateway refuses, as its publisher was just leaving, is tried again and forgotten once they have left', async () => {
  const { gateway, participant, attached, say } = await meet()
  gateway.reply('videoroom-feed-answer', { error: 'Unknown room session: gone' })
  await say('feed-attached', { feed: attached(), sdp: fakeSdp('bob', 'audio') })
  expect([participant.state, gateway.names.at(-1)]).toEqual(['attaching', 'videoroom-feed-detach'])
  participant.close(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(gateway.names.filter((name) => name === 'videoroom-feed-attach')).toHaveLength(1)
})

test('being muted by a moderator is told when it changes', async () => {
  const { participant, say } = await meet()
  const told: boolean[] = []
  participant.on('muted', (muted) => told.push(muted))
  for (const muted of [true, true, false]) await say('publisher-updated', { publisher: 'bob-1', muted })
  await say('publisher-updated', { publisher: 'carol-1', muted: true })
  expect([told, participant.muted]).toEqual([[true, false], false])
})

test('a subscription that breaks is given back and asked for again, ever later, and what was stopped stays stopped', async () => {
  const { gateway, participant, attached, say } = await watched()
  await participant.receive({ video: false })
  expect(gateway.last('videoroom-session-update')).toMatchObject({ session: attached(), options: { video: false } })
  const first = attached()
  gateway.reply('videoroom-feed-attach', { error: 'The media server is not available at the moment' })
  gateway.peer.fail()
  expect(gateway.last('videoroom-feed-detach').feed).toBe(first)
  const attempts = () => gateway.names.filter((name) => name === 'videoroom-feed-attach').length
  await vi.advanceTimersByTimeAsync(2_000)
  expect(attempts()).toBe(2)
  gateway.reply('videoroom-feed-attach', 'ack')
  await vi.advanceTimersByTimeAsync(3_999)
  expect(attempts()).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(attempts()).toBe(3)
  await say('feed-attached', { feed: attached(), sdp: fakeSdp('bob', 'audio', 'video') })
  await say('feed-established', { feed: attached() })
  expect(attached()).not.toBe(first)
  expect(gateway.last('videoroom-session-update')).toMatchObject({ session: attached(), options: { video: false } })
})

test('an offer that the browser refuses is a subscription that broke', async () => {
  const { gateway, attached, say } = await meet()
  gateway.peer.failure = new DOMException('no', 'OperationError')
  const first = attached()
  await say('feed-attached', { feed: first, sdp: 'v=0' })
  expect(gateway.last('videoroom-feed-detach').feed).toBe(first)
})

test('once they are gone nothing is asked for any more', async () => {
  const { gateway, participant } = await watched()
  gateway.peer.fail()
  participant.close(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(gateway.names.filter((name) => name === 'videoroom-feed-attach')).toHaveLength(1)
  expect(gateway.names.filter((name) => name === 'videoroom-feed-detach')).toHaveLength(1)
})

test('a participant who is not watched is asked for when they are attached, and can be let go and attached again', async () => {
  const { gateway, participant, say, attached } = await meet(false)
  const states: string[] = []
  participant.on('state', (state) => states.push(state))
  expect([gateway.names, participant.state, participant.media]).toEqual([[], 'detached', { audio: false, video: false }])
  participant.attach()
  participant.attach()
  const first = attached()
  await say('feed-attached', { feed: first, sdp: fakeSdp('bob', 'audio', 'video') })
  await say('feed-established', { feed: first })
  expect(participant.stream.getTracks()).toHaveLength(2)
  participant.detach()
  await settled()
  expect(gateway.last('videoroom-feed-detach')).toMatchObject({ session: 'own', feed: first })
  expect([participant.stream.getTracks(), participant.peer]).toEqual([[], null])
  participant.attach()
  await settled()
  expect(attached()).not.toBe(first)
  expect(states).toEqual(['attaching', 'established', 'detached', 'attaching'])
})

test('a participant who is gone is not attached any more', async () => {
  const { gateway, participant } = await meet(false)
  participant.close(true)
  participant.attach()
  await settled()
  expect(gateway.names).toEqual([])
})
