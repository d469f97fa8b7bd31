import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Attendee, Meeting, of, ROOM, roomLog } from './support/meeting.ts'
import { accepted, eventsOf, eventually } from './support/telephony.ts'

let meeting: Meeting
beforeAll(async () => {
  meeting = await Meeting.open()
})
afterEach(async () => {
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(() => meeting.close())

const leave = ({ client, session }: Attendee) => client.request('videoroom-leave', { session })
const left = (watcher: Attendee) => of(watcher.client, watcher.session, 'publishers-left')

test('[12.67] all others are told who has left, whether they watched or not', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const carol = await meeting.enter('carol')
  await meeting.watch(alice, carol, 'f1')
  await leave(carol)
  expect(await left(alice)).toMatchObject({ publishers: [carol.session] })
  expect(await left(bob)).toMatchObject({ publishers: [carol.session] })
  await eventually('Janus has no subscription', () =>
    meeting.telephony.janus.rooms.every(({ subscriptions }) => subscriptions.length === 0),
  )
})

test('[12.68] a socket that drops is a leaving, and takes its hand and its place among the speakers along', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await accepted(alice.client, 'videoroom-configure', {
    session: alice.session,
    active_participants: [bob.session, alice.session],
  })
  await accepted(bob.client, 'videoroom-toggle-hand', { session: bob.session })
  await of(alice.client, alice.session, 'raised-hands')
  bob.client.socket.terminate()
  expect(await left(alice)).toMatchObject({ publishers: [bob.session] })
  expect(await of(alice.client, alice.session, 'configure')).toMatchObject({
    originator: 'videoroom',
    active_participants: [alice.session],
  })
  expect(await of(alice.client, alice.session, 'raised-hands')).toMatchObject({ raised_hands: [] })
})

test('[12.69] who leaves is told terminated without a reason, then gets the ack, and then nothing more', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await of(alice.client, alice.session, 'session-state', 'established')
  const { client, session } = alice
  const transaction = client.send('videoroom-leave', { session })
  await left(bob)
  await leave(bob)
  await client.settled()
  const at = client.received.findIndex((message) => message.state === 'terminated')
  expect(client.received[at]).toEqual({ sylkrtc: 'videoroom-event', session, event: 'session-state', state: 'terminated' })
  expect(client.received[at + 1]).toEqual({ sylkrtc: 'ack', transaction })
  expect(client.received.slice(at + 2).filter((message) => message.session === session)).toEqual([])
  expect(await leave(alice)).toBe(`Unknown room session: ${session}`)
})

test('[12.72] when a speaker leaves the room itself says who is left', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const carol = await meeting.enter('carol')
  await accepted(alice.client, 'videoroom-configure', {
    session: alice.session,
    active_participants: [bob.session, carol.session],
  })
  await leave(carol)
  const told = await bob.client.next(({ event, originator }) => event === 'configure' && originator === 'videoroom')
  expect(told.active_participants).toEqual([bob.session])
})

test('a room whose other participants leave tells nothing of hands and speakers that did not change', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await leave(bob)
  await left(alice)
  await alice.client.settled()
  expect(roomLog(alice).slice(-1)).toEqual(['publishers-left'])
})

test('media that break end the participation with the reason', async () => {
  const alice = await meeting.enter('alice')
  await of(alice.client, alice.session, 'session-state', 'established')
  meeting.telephony.janus.mediaDown('ICE failed')
  expect(await of(alice.client, alice.session, 'session-state', 'terminated')).toMatchObject({ reason: 'ICE failed' })
})

test('an account that is removed leaves its rooms', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await accepted(alice.client, 'account-remove', { account: alice.account })
  expect(await of(alice.client, alice.session, 'session-state', 'terminated')).toMatchObject({
    reason: 'the account was removed',
  })
  expect(await left(bob)).toMatchObject({ publishers: [alice.session] })
})

test('somebody may come again under another name as soon as he has left', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await leave(bob)
  const again = await meeting.enter('bob', {}, { client: bob.client })
  expect(again.present).toMatchObject([{ id: alice.session }])
  await alice.client.settled()
  const told = eventsOf(alice.client, alice.session)
    .filter((event) => 'publishers' in event)
    .slice(1)
  expect(told).toMatchObject([
    { event: 'publishers-joined', publishers: [{ id: bob.session }] },
    { event: 'publishers-left', publishers: [bob.session] },
    { event: 'publishers-joined', publishers: [{ id: again.session }] },
  ])
})

test('the log says who was in which room, without what was said', async () => {
  const alice = await meeting.enter('alice')
  await leave(alice)
  const { log } = meeting.telephony.weft
  await log.line('room ended')
  expect(log.lines.some((line) => line.includes('participant joined') && line.includes(ROOM))).toBe(true)
})
