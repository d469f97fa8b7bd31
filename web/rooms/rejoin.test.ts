import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ALICE, bob, carol, join, settled } from './room.test-scene.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

const joins = ({ names }: { readonly names: readonly string[] }) => names.filter((name) => name === 'videoroom-join').length

test('when the connection is lost and comes back, the room is joined again with the same devices, and that is said', async () => {
  const { gateway, room, cut, accept, live, devices } = await join()
  const before = room.session.value
  await cut()
  expect([joins(gateway), room.state.value.kind, live()]).toEqual([2, 'rejoining', [true]])
  await accept(bob, carol)
  expect(room.session.value).not.toBe(before)
  expect([room.state.value.kind, room.members.value.length, devices.given.length]).toEqual(['established', 2, 1])
  expect(room.notice.value).toBe('The connection was lost for a moment. You are back in the room.')
})

test('it waits for the registration, as some rooms take nobody else', async () => {
  const { gateway, registered } = await join()
  gateway.drop()
  await vi.advanceTimersByTimeAsync(1_000)
  gateway.greet()
  await settled()
  expect(joins(gateway)).toBe(1)
  await registered()
  expect(joins(gateway)).toBe(2)
})

test('what was said before stays, and is shown once though the room tells it again', async () => {
  const { room, say, cut, accept } = await join()
  const message = { type: 'normal', content: 'hi', content_type: 'text/plain', timestamp: '2026-07-17T08:40:00Z' }
  const heard = { ...message, sender: { uri: bob.uri, display_name: 'Bob' }, message_id: 'm-1' }
  const welcome = { ...message, type: 'status', content: 'Bob has joined', sender: { uri: 'tea@example.com', display_name: '' } }
  await say('message', heard)
  await say('message', welcome)
  await cut()
  await accept(bob)
  await say('message', heard)
  await say('message', welcome)
  await say('message', {
    ...message,
    content: 'mine, of another day',
    sender: { uri: ALICE, display_name: '' },
    message_id: 'm-0',
  })
  expect(room.chat.lines.value.map(({ content, own }) => [content, own])).toEqual([
    ['hi', false],
    ['Bob has joined', false],
    ['mine, of another day', true],
  ])
})

test('a server that is not ready yet is asked again, ever later, and nobody is told of it', async () => {
  const { gateway, room, cut, say, accept } = await join()
  await cut()
  await say('session-state', { state: 'terminated', reason: 'The media server is not available at the moment' })
  expect([room.state.value.kind, joins(gateway)]).toEqual(['rejoining', 2])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(joins(gateway)).toBe(3)
  await accept(bob)
  expect(room.state.value.kind).toBe('established')
})

test('after two minutes it is given up, and said', async () => {
  const { gateway, room, live } = await join()
  gateway.drop()
  await vi.advanceTimersByTimeAsync(119_000)
  expect(room.state.value.kind).toBe('rejoining')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(room.state.value).toMatchObject({ kind: 'terminated', end: { kind: 'connection-lost' } })
  expect(live()).toEqual([false])
})

test('who was taken out, and who leaves while it is tried, does not come back', async () => {
  const { gateway, say } = await join()
  await say('session-state', { state: 'terminated', reason: 'kicked' })
  await vi.advanceTimersByTimeAsync(130_000)
  expect(joins(gateway)).toBe(1)
  const second = await join()
  second.gateway.drop()
  await settled()
  second.rooms.leave()
  await vi.advanceTimersByTimeAsync(1_000)
  second.gateway.greet()
  await second.registered()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([joins(second.gateway), second.room.state.value.kind]).toEqual([1, 'terminated'])
})

test('a path for sound and picture that breaks is made anew; one that never was is not', async () => {
  const { gateway, room } = await join()
  gateway.peers[0]?.fail()
  await settled()
  expect([room.state.value.kind, joins(gateway)]).toEqual(['rejoining', 2])
  gateway.peer.fail()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(joins(gateway)).toBe(3)
})
