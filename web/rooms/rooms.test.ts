import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptureError } from '../media/capture.ts'
import { join, logIn, settled, TEA } from './room.test-scene.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

const COFFEE = 'coffee@videoconference.example.com'
const CAKE = 'cake@videoconference.example.com'

test('a room is joined with the devices that were chosen at its door, which are switched off when it is left', async () => {
  const { gateway, rooms, room, live } = await join()
  expect(gateway.last('videoroom-join').uri).toBe(TEA)
  expect(room.members.value.map(({ participant }) => participant.id)).toEqual(['bob-1', 'carol-1'])
  expect([live(), rooms.lobby.value]).toEqual([[true], null])
  rooms.leave()
  expect([rooms.current.value, live(), gateway.names.at(-1)]).toEqual([null, [false], 'videoroom-leave'])
})

test('who turns back at the door has joined nothing, and gets the devices back', async () => {
  const { gateway, rooms, live } = await logIn()
  rooms.approach(TEA)
  await settled()
  expect(live()).toEqual([true])
  rooms.turnBack()
  expect([live(), rooms.lobby.value]).toEqual([[false], null])
  expect(gateway.names).not.toContain('videoroom-join')
})

test('without microphone and camera a room can be joined to listen, and it is said why they are missing', async () => {
  const { gateway, rooms, devices } = await logIn()
  vi.spyOn(devices, 'capture').mockRejectedValue(new CaptureError('No microphone was found.'))
  rooms.approach(TEA)
  await settled()
  expect(rooms.lobby.value?.media.problem.value).toBe('No microphone was found.')
  await rooms.join()
  await settled()
  expect(gateway.last('videoroom-join').uri).toBe(TEA)
  expect(rooms.current.value?.conference.sending).toEqual({ audio: false, video: false })
})

test('what was chosen at one door is what is proposed at the next', async () => {
  const kept = new Map<string, string>()
  const { rooms, devices } = await logIn(kept)
  rooms.approach(TEA)
  await settled()
  await rooms.lobby.value?.toggleCamera()
  rooms.approach(COFFEE)
  await settled()
  const media = rooms.lobby.value?.media
  expect([media?.microphone.value, media?.camera.value]).toEqual([true, false])
  expect(
    devices.given
      .at(-1)
      ?.getTracks()
      .map(({ kind }) => kind),
  ).toEqual(['audio'])
})

test('another room takes the place of the one before', async () => {
  const { gateway, rooms, live } = await join()
  rooms.approach(COFFEE)
  await settled()
  expect(rooms.current.value?.uri).toBe(TEA)
  await rooms.join()
  await settled()
  expect(rooms.current.value?.uri).toBe(COFFEE)
  expect(live()).toEqual([false, true])
  expect(gateway.names.filter((name) => name === 'videoroom-leave' || name === 'videoroom-join')).toEqual([
    'videoroom-join',
    'videoroom-leave',
    'videoroom-join',
  ])
})

test('invitations wait until they are answered, one for each room, and none for the room one is in', async () => {
  const { rooms, invite, invited } = await join()
  invite(TEA)
  invite(COFFEE, 'first')
  invite(COFFEE, 'second')
  invite(CAKE)
  expect(rooms.invitations.value.map(({ id }) => id)).toEqual(['second', CAKE])
  const [coffee] = rooms.invitations.value
  if (coffee !== undefined) rooms.dismiss(coffee)
  rooms.approach(CAKE)
  await settled()
  await rooms.join()
  expect(invited()).toEqual([])
})

test('rooms where one was are remembered, the latest first, until the account is signed out', async () => {
  const kept = new Map<string, string>()
  const { account, rooms } = await logIn(kept)
  for (const room of [TEA, COFFEE, TEA]) {
    rooms.approach(room)
    await settled()
    await rooms.join()
  }
  expect(rooms.recent.list.value).toEqual([TEA, COFFEE])
  const { rooms: later } = await logIn(kept)
  expect(later.recent.list.value).toEqual([TEA, COFFEE])
  rooms.use(account)
  rooms.use(null)
  expect([rooms.recent.list.value, kept.has('weft.rooms')]).toEqual([[], false])
})

test('what somebody else left on the device, or nobody could have, is not among the rooms', async () => {
  for (const kept of [
    '{"account":"eve@example.com","rooms":["a@b"]}',
    '[1]',
    '{"account":"alice@example.com","rooms":[7,"a b@c"]}',
  ]) {
    const { rooms } = await logIn(new Map([['weft.rooms', kept]]))
    expect(rooms.recent.list.value).toEqual([])
  }
})

test('signing out leaves the room and the door, and forgets the invitations', async () => {
  const { gateway, rooms, invite, invited, live } = await join()
  invite(CAKE)
  rooms.approach(COFFEE)
  await settled()
  rooms.use(null)
  expect([rooms.current.value, invited(), gateway.names.at(-1)]).toEqual([null, [], 'videoroom-leave'])
  expect([rooms.lobby.value, live()]).toEqual([null, [false, false]])
})
