import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Attendee, FEED_ANSWER, Meeting, of, roomLog } from './support/meeting.ts'
import { accepted, eventually } from './support/telephony.ts'

let meeting: Meeting
beforeAll(async () => {
  meeting = await Meeting.open({ 'weft.ini': { Limits: { feeds_per_room: 5 } } })
})
afterEach(async () => {
  meeting.telephony.janus.media = 'automatic'
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
  await eventually('no handle is left', () => meeting.telephony.janus.handleCount <= 1)
})
afterAll(() => meeting.close())

const attach = (watcher: Attendee, publisher: string, feed: string) =>
  watcher.client.request('videoroom-feed-attach', { session: watcher.session, publisher, feed })
const subscriptions = () => meeting.telephony.janus.rooms.flatMap((room) => room.subscriptions)

test('[12.64] a feed is attached with an offer, answered, and established, all in the name of the watcher’s session', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  expect(await attach(bob, alice.session, 'f1')).toBe('ack')
  const offered = await of(bob.client, bob.session, 'feed-attached')
  expect(offered).toMatchObject({ feed: 'f1', sdp: expect.stringContaining('m=video') })
  expect(await bob.client.request('videoroom-feed-answer', { session: bob.session, feed: 'f1', sdp: FEED_ANSWER })).toBe('ack')
  const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }
  expect(await bob.client.request('videoroom-session-trickle', { session: 'f1', candidates: [candidate] })).toBe('ack')
  expect(await bob.client.request('videoroom-session-trickle', { session: 'f1', candidates: [] })).toBe('ack')
  expect(await of(bob.client, bob.session, 'feed-established')).toMatchObject({ feed: 'f1' })
  expect(meeting.telephony.janus.candidates).toEqual(
    expect.arrayContaining([expect.objectContaining({ candidate: candidate.candidate }), { completed: true }]),
  )
})

test('candidates of a feed that come before it is attached wait for it', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  expect(await bob.client.request('videoroom-session-trickle', { session: 'f1', candidates: [] })).toBe('ack')
  const before = meeting.telephony.janus.candidates.length
  await attach(bob, alice.session, 'f1')
  await eventually('they are handed over', () => meeting.telephony.janus.candidates.length > before)
})

test('[12.65] a feed needs a name of its own, and a publisher that is there', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await meeting.watch(bob, alice, 'f1')
  expect(await attach(bob, alice.session, 'f1')).toBe('Video room session ID f1 already in use')
  expect(await attach(bob, alice.session, bob.session)).toBe(`Video room session ID ${bob.session} already in use`)
  expect(await attach(bob, 'nobody', 'f2')).toBe('Unknown publisher room session to attach to: nobody')
  expect(await attach({ ...bob, session: 'none' }, alice.session, 'f2')).toBe('Unknown room session: none')
})

test('[12.65] who is only just joining cannot be attached to', async () => {
  const alice = await meeting.enter('alice')
  const carol = await meeting.client('carol')
  meeting.telephony.janus.holdNext('joinandconfigure')
  expect(await meeting.ask(carol, 'carol', 'c1')).toBe('ack')
  expect(await attach(alice, 'c1', 'f1')).toBe('Video room session c1 does not have a publisher ID')
  meeting.telephony.janus.release()
  await of(carol, 'c1', 'initial-publishers')
  expect(await attach(alice, 'c1', 'f1')).toBe('ack')
})

test('[12.65] a feed belongs to the session that attached it', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const second = await meeting.enter('bob', {}, { client: bob.client })
  await meeting.watch(bob, alice, 'f1')
  const about = (session: string, feed: string) => ({ session, feed, sdp: FEED_ANSWER })
  const { client } = bob
  expect(await client.request('videoroom-feed-answer', about(second.session, 'f1'))).toBe(
    `f1 is not an attached feed of ${second.session}`,
  )
  expect(await client.request('videoroom-feed-detach', about(second.session, 'f1'))).toBe(
    `f1 is not an attached feed of ${second.session}`,
  )
  expect(await client.request('videoroom-feed-answer', about(bob.session, 'f9'))).toBe('Unknown room session: f9')
  expect(await client.request('videoroom-feed-detach', about(bob.session, 'f9'))).toBe('Unknown room session to detach: f9')
})

test('[12.66] the video of a feed is paused and resumed', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await meeting.watch(bob, alice, 'f1')
  await accepted(bob.client, 'videoroom-session-update', { session: 'f1', options: { video: false } })
  await eventually('it is paused', () => subscriptions()[0]?.video === false)
  await accepted(bob.client, 'videoroom-session-update', { session: 'f1', options: { video: true } })
  await eventually('it is resumed', () => subscriptions()[0]?.video === true)
  await accepted(bob.client, 'videoroom-session-update', { session: 'f1', options: { substream: 0, temporal: 1 } })
  await eventually('another quality is chosen', () => subscriptions()[0]?.layers.temporal === 1)
})

test('a feed is detached without an event, and its name is free again', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await meeting.watch(bob, alice, 'f1')
  const told = roomLog(bob).length
  await accepted(bob.client, 'videoroom-feed-detach', { session: bob.session, feed: 'f1' })
  await eventually('Janus has no subscription', () => subscriptions().length === 0)
  expect(roomLog(bob)).toHaveLength(told)
  expect(await attach(bob, alice.session, 'f1')).toBe('ack')
})

test('what is asked of a feed whose publisher has left has no effect, and is no error', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await meeting.watch(bob, alice, 'f1')
  await accepted(alice.client, 'videoroom-leave', { session: alice.session })
  await of(bob.client, bob.session, 'publishers-left')
  const { client, session } = bob
  expect(await client.request('videoroom-session-update', { session: 'f1', options: { video: false } })).toBe('ack')
  expect(await client.request('videoroom-session-trickle', { session: 'f1', candidates: [] })).toBe('ack')
  expect(await client.request('videoroom-feed-detach', { session, feed: 'f1' })).toBe('ack')
  expect(subscriptions()).toEqual([])
})

test('attack S15: nobody has more feeds than the operator allows', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => attach(bob, alice.session, `f${at}`)))
  expect(answers).toEqual(['ack', 'ack', 'ack', 'ack', 'ack', 'Too many feeds in this room (at most 5)'])
})
