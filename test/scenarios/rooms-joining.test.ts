import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Meeting, of, ROOM, ROOM_OFFER, roomLog } from './support/meeting.ts'
import { ALICE, DOMAIN, eventsOf, eventually } from './support/telephony.ts'

const DENIED = `closed@videoconference.${DOMAIN}`
const SMALL = `small@videoconference.${DOMAIN}`
const SILENT = `silent@videoconference.${DOMAIN}`
const MEMBERS = `members@videoconference.${DOMAIN}`

let meeting: Meeting
beforeAll(async () => {
  meeting = await Meeting.open({
    'webrtcgateway.ini': {
      [DENIED]: { access_policy: 'deny, allow', deny: 'all', allow: `carol@${DOMAIN}` },
      [SMALL]: { max_publishers: 2 },
      [SILENT]: { video_disabled: 'yes' },
      [MEMBERS]: { registered_only: 'yes' },
    },
  })
})
afterEach(async () => {
  meeting.telephony.janus.media = 'automatic'
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(() => meeting.close())

test('[12.60] the first to join is told progress before the ack, then accepted, that nobody is there, and established', async () => {
  const client = await meeting.client('alice')
  const transaction = client.send('videoroom-join', { session: 's1', account: ALICE, uri: ROOM, sdp: ROOM_OFFER })
  await of(client, 's1', 'session-state', 'established')
  expect(client.received.slice(2, 4)).toEqual([
    { sylkrtc: 'videoroom-event', session: 's1', event: 'session-state', state: 'progress' },
    { sylkrtc: 'ack', transaction },
  ])
  expect(eventsOf(client, 's1')).toEqual([
    { event: 'session-state', state: 'progress' },
    {
      event: 'session-state',
      state: 'accepted',
      sdp: expect.stringContaining('m=video'),
      ...{ audio: true, video: true, duration: 0 },
    },
    { event: 'initial-publishers', publishers: [] },
    { event: 'session-state', state: 'established' },
  ])
})

test('[12.61] who joins is told who is there, and they are told who joins', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  expect(bob.present).toEqual([{ id: alice.session, uri: alice.account, display_name: 'Alice', type: 'webrtc', muted: false }])
  const { publishers } = await of(alice.client, alice.session, 'publishers-joined')
  expect(publishers).toEqual([{ id: bob.session, uri: bob.account, display_name: 'Bob', type: 'webrtc', muted: false }])
})

test('[12.61] a name that is not known is an empty one', async () => {
  const alice = await meeting.enter('alice')
  const client = await meeting.telephony.client('bob')
  await meeting.ask(client, 'bob', 'b1')
  const { publishers } = await of(alice.client, alice.session, 'publishers-joined')
  expect(publishers).toMatchObject([{ id: 'b1', display_name: '' }])
  await client.close()
})

test('[12.62] of those who join at the same time each knows all others', async () => {
  const users = Array.from({ length: 12 }, (_, at) => `user${at}`)
  const all = await Promise.all(users.map((user) => meeting.enter(user)))
  await Promise.all(all.map(({ client }) => client.settled()))
  for (const { client, session } of all) {
    const told = eventsOf(client, session).flatMap((event) =>
      'publishers' in event ? (event.publishers as { id: string }[]).map(({ id }) => id) : [],
    )
    expect(told.toSorted()).toEqual(
      all
        .map((other) => other.session)
        .filter((id) => id !== session)
        .toSorted(),
    )
  }
})

test('[12.63] who may not join is told so, and no empty room is left behind', async () => {
  const client = await meeting.client('alice')
  expect(await meeting.ask(client, 'alice', 's1', { uri: DENIED })).toBe(`${ALICE} is not allowed to join room ${DENIED}`)
  expect(meeting.telephony.janus.rooms).toEqual([])
  const carol = await meeting.enter('carol', { uri: DENIED })
  expect(roomLog(carol)).toContain('session-state accepted')
})

test('a room for registered accounts lets nobody in who only says who he is', async () => {
  const guest = await meeting.client('alice')
  expect(await meeting.ask(guest, 'alice', 's1', { uri: MEMBERS })).toContain('is not allowed to join room')
  const alice = await meeting.enter('alice', { uri: MEMBERS }, { registered: true })
  expect(alice.present).toEqual([])
})

test('a room has the media that its first participant asked for, and no video where the operator wants none', async () => {
  const alice = await meeting.enter('alice', { uri: SILENT })
  const bob = await meeting.enter('bob', { uri: ROOM, audio: true, video: false })
  const carol = await meeting.enter('carol', { uri: ROOM, video: true })
  const flags = [alice, bob, carol].map(({ client, session }) => eventsOf(client, session)[1])
  expect(flags).toMatchObject([
    { audio: true, video: false },
    { audio: true, video: false },
    { audio: true, video: false },
  ])
})

test('[12.82] when the last one has left, the room is gone, and the next one begins anew', async () => {
  const alice = await meeting.enter('alice')
  const [before] = meeting.telephony.janus.rooms
  await alice.client.request('videoroom-toggle-hand', { session: alice.session })
  expect(await alice.client.request('videoroom-leave', { session: alice.session })).toBe('ack')
  await eventually('Janus has no room', () => meeting.telephony.janus.rooms.length === 0)
  const again = await meeting.enter('alice', {}, { client: alice.client })
  expect(again.present).toEqual([])
  await again.client.settled()
  expect(roomLog(again)).not.toContain('raised-hands')
  expect(meeting.telephony.janus.rooms.map(({ id }) => id)).not.toContain(before?.id)
  expect(meeting.telephony.janus.handleCount).toBeLessThanOrEqual(2)
})

test('[12.82] a room whose last participant drops is gone as well', async () => {
  const alice = await meeting.enter('alice')
  alice.client.socket.terminate()
  await eventually('Janus has no room', () => meeting.telephony.janus.rooms.length === 0)
})

test('[12.83] who comes to a full room is told that it is', async () => {
  await meeting.enter('alice', { uri: SMALL })
  await meeting.enter('bob', { uri: SMALL })
  const client = await meeting.client('carol')
  expect(await meeting.ask(client, 'carol', 'c1', { uri: SMALL })).toBe('ack')
  expect(await of(client, 'c1', 'session-state')).toMatchObject({ state: 'terminated', reason: 'The room is full' })
  expect(await client.request('videoroom-leave', { session: 'c1' })).toBe('Unknown room session: c1')
})

test('[12.83] what Janus refuses only after it has taken the request ends the joining with its reason', async () => {
  const client = await meeting.client('alice')
  meeting.telephony.janus.failNext('joinandconfigure', 'Maximum number of publishers (10) already reached', 432)
  expect(await meeting.ask(client, 'alice', 's1')).toBe('ack')
  expect(await of(client, 's1', 'session-state', 'terminated')).toMatchObject({
    reason: 'the room is full',
  })
})

test.each([
  `a/b@videoconference.${DOMAIN}`,
  `../recordings/team@videoconference.${DOMAIN}`,
  `./team@videoconference.${DOMAIN}`,
  `a..b@videoconference.${DOMAIN}`,
  `team@videoconference.${DOMAIN};x=/../`,
  `te%2f..%2fam@videoconference.${DOMAIN}`,
])('[12.84] attack S1: %s is no room, and touches no file', async (uri) => {
  const { directory } = meeting.telephony.weft
  const spool = join(directory, 'spool')
  const before = existsSync(spool) ? readdirSync(spool, { recursive: true }) : null
  const client = await meeting.client('alice')
  expect(await meeting.ask(client, 'alice', 's1', { uri })).toMatch(/invalid SIP URI|cannot be the name of a room/)
  expect(existsSync(spool) ? readdirSync(spool, { recursive: true }) : null).toEqual(before)
  expect(meeting.telephony.janus.rooms).toEqual([])
})

test('the same room session names one participant only, on whatever connection', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.client('bob')
  const taken = `Session ID ${alice.session} already in use`
  expect(await meeting.ask(alice.client, 'alice', alice.session)).toBe(taken)
  expect(await meeting.ask(bob, 'bob', alice.session)).toBe(taken)
  expect(await meeting.ask(bob, 'nobody', 'b1')).toBe(`Unknown account specified: nobody@${DOMAIN}`)
})

test('[12.16] a connection that closes leaves its rooms, and the others are told', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await bob.client.close()
  expect(await of(alice.client, alice.session, 'publishers-left')).toMatchObject({ publishers: [bob.session] })
})

test('[12.3] without Janus joining is refused with a clear text, and works once it is back', async () => {
  const client = await meeting.client('alice')
  await meeting.telephony.janus.stop()
  await meeting.telephony.weft.log.line('no connection to Janus')
  expect(await meeting.ask(client, 'alice', 's1')).toBe('The media server is not available at the moment')
  await meeting.telephony.janus.restart()
  await expect.poll(() => meeting.ask(client, 'alice', 's2'), { timeout: 5_000 }).toBe('ack')
  await of(client, 's2', 'initial-publishers')
})

test('[12.5] when Janus is gone everybody in a room is told, and joining again works', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  meeting.telephony.janus.sever()
  for (const { client, session } of [alice, bob])
    expect(await of(client, session, 'session-state', 'terminated')).toMatchObject({ reason: expect.not.stringContaining('200') })
  await expect.poll(() => meeting.ask(alice.client, 'alice', 'again'), { timeout: 5_000 }).toBe('ack')
  await of(alice.client, 'again', 'session-state', 'established')
})
