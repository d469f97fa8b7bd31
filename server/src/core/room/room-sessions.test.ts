import { expect, test } from 'vitest'
import { type RoomsBench, roomsBench } from '../../../../test/scenarios/support/rooms-bench.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import { EarlyCandidates } from '../call/early-candidates.ts'
import { SerialQueue } from '../serial-queue.ts'
import type { RoomEvent } from './room-event.ts'
import { RoomSessions } from './room-sessions.ts'

const ROOM = 'team@conference.example.com'
const CANDIDATES = [{ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }]

/** A connection whose account is `<name>@example.com`. */
function connect(name: string, { rooms, clock, log }: RoomsBench) {
  const sessions = new RoomSessions(rooms, { roomsPerConnection: 3, feedsPerRoom: 5 }, new EarlyCandidates(clock))
  const queue = new SerialQueue((thrown) => log.error('defect', { thrown: String(thrown) }))
  const told: RoomEvent[] = []
  const party = { uri: `${name}@example.com`, displayName: '' }
  const entrant = {
    ...{ session: `${name}-1`, log, hasProved: () => false },
    device: { party, clientAddress: '192.0.2.1', tell: () => {}, ha1: async () => null },
    tell: (event: RoomEvent) => told.push(event),
    enqueue: (job: () => void | Promise<void>) => queue.push(job),
  }
  return { sessions, told, join: () => sessions.join(entrant, { room: ROOM, sdp: 'v=0', audio: true, video: true }) }
}

/** Alice and bob in a room. */
async function meet() {
  const bench = roomsBench()
  const [alice, bob] = [connect('alice', bench), connect('bob', bench)]
  await alice.join()
  await bob.join()
  await expect.poll(() => alice.told.some(({ kind }) => kind === 'joined')).toBe(true)
  return { ...bench, alice, bob }
}

test('[12.83] whose offer the back end has taken and never answers is told so, and may come again', async () => {
  const clock = new StillClock()
  const bench = roomsBench('manual', clock)
  const alice = connect('alice', bench)
  const joining = alice.join()
  await expect.poll(() => bench.media.pending).toBe(1)
  bench.media.settle(0)
  await expect.poll(() => bench.media.pending).toBe(1)
  bench.media.settle(0)
  await joining
  clock.pass(14_999)
  expect(alice.told).toEqual([{ kind: 'progress' }])
  clock.pass(1)
  expect(alice.told.at(-1)).toEqual({ kind: 'terminated', reason: 'The media server did not answer in time' })
  expect(bench.media.publications).toEqual([])
  expect(alice.sessions.size).toBe(0)
})

test('a server that waits for rooms to end does not wait for who was taken out of one', async () => {
  const { alice, bob } = await meet()
  expect(bob.sessions.size).toBe(1)
  const { room, member } = alice.sessions.seat('alice-1')
  room.remove(member, ['bob-1'])
  expect(bob.sessions.size).toBe(0)
})

test('candidates that the back end does not take undo neither a joining nor an attaching', async () => {
  const { alice, bob, media } = await meet()
  bob.sessions.leave('bob-1')
  media.takesCandidates = false
  await bob.sessions.trickle('bob-1', CANDIDATES)
  await bob.sessions.trickle('f1', CANDIDATES)
  await expect(bob.join()).resolves.toBeUndefined()
  await expect.poll(() => bob.told.at(-1)?.kind).toBe('present')
  await expect(bob.sessions.attach('bob-1', 'f1', 'alice-1')).resolves.toBeUndefined()
  await expect(bob.sessions.trickle('f1', CANDIDATES)).resolves.toBeUndefined()
  expect(alice.told.filter(({ kind }) => kind === 'joined')).toHaveLength(2)
})

test('who is taken out while he attaches sees nothing any more', async () => {
  const { alice, bob, media } = await meet()
  const attaching = bob.sessions.attach('bob-1', 'f1', 'alice-1')
  const { room, member } = alice.sessions.seat('alice-1')
  room.remove(member, ['bob-1'])
  await expect(attaching).rejects.toThrow('Unknown room session: bob-1')
  expect(media.subscriptions).toEqual([])
})

test('who is taken out while he detaches has detached', async () => {
  const { alice, bob, media } = await meet()
  await bob.sessions.attach('bob-1', 'f1', 'alice-1')
  const detaching = bob.sessions.detach('bob-1', 'f1')
  const { room, member } = alice.sessions.seat('alice-1')
  room.remove(member, ['bob-1'])
  await expect(detaching).resolves.toBeUndefined()
  expect(media.subscriptions).toEqual([])
})
