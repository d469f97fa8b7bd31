import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { fakeSdp } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptureError } from '../media/capture.ts'
import { fakeDevices } from '../media/fake-devices.ts'
import { Rooms } from './rooms.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settled = () => vi.advanceTimersByTimeAsync(0)
const address = 'alice@example.com'
const tea = 'tea@videoconference.example.com'
const bob = { id: 'bob-1', uri: 'bob@example.com', display_name: 'Bob' }
const carol = { id: 'carol-1', uri: 'carol@example.com', display_name: '' }

async function logIn() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret', displayName: 'Alice' })
  connection.connect()
  gateway.greet()
  await settled()
  const devices = fakeDevices()
  const rooms = new Rooms(devices)
  rooms.use(account)
  const invite = (room: string, id = room) => {
    const originator = { uri: bob.uri, display_name: 'Bob' }
    gateway.say({ sylkrtc: 'account-event', account: address, event: 'conference-invite', room, session_id: id, originator })
  }
  const invited = () => rooms.invitations.value.map(({ room }) => room)
  const live = () => devices.given.map((stream) => stream.getTracks().every(({ readyState }) => readyState === 'live'))
  return { gateway, account, rooms, devices, invite, invited, live }
}

async function join(kind: 'audio' | 'video' = 'video', pictures = true) {
  const all = await logIn()
  await all.rooms.join(tea, kind)
  await settled()
  const room = all.rooms.current.value
  if (room === null) throw new Error('no room was joined')
  const say = async (event: string, fields: object) => {
    all.gateway.say({ sylkrtc: 'videoroom-event', session: room.conference.id, event, ...fields })
    await settled()
  }
  await say('session-state', { state: 'accepted', sdp: fakeSdp('room', 'audio', 'video'), audio: true, video: pictures })
  await say('initial-publishers', { publishers: [bob, carol] })
  const enabled = () => all.gateway.peers[0]?.transceivers.map(({ sender }) => sender.track?.enabled ?? null)
  const sent = () => all.gateway.peers[0]?.transceivers[1]?.sender.track
  return { ...all, room, say, enabled, sent }
}

test('a room is joined with the devices that were asked for, which are switched off when it is left', async () => {
  const { gateway, rooms, room, live } = await join()
  expect(gateway.last('videoroom-join').uri).toBe(tea)
  expect(room.members.value.map(({ participant }) => participant.id)).toEqual(['bob-1', 'carol-1'])
  expect(live()).toEqual([true])
  rooms.leave()
  expect([rooms.current.value, live(), gateway.names.at(-1)]).toEqual([null, [false], 'videoroom-leave'])
})

test('without a microphone no room is joined, and it is said why', async () => {
  const { gateway, rooms, devices } = await logIn()
  vi.spyOn(devices, 'capture').mockRejectedValue(new CaptureError('No microphone was found.'))
  await rooms.join(tea, 'audio')
  expect([rooms.problem.value, rooms.current.value]).toEqual(['No microphone was found.', null])
  expect(gateway.names).not.toContain('videoroom-join')
})

test('another room takes the place of the one before', async () => {
  const { gateway, rooms, live } = await join()
  await rooms.join('coffee@videoconference.example.com', 'audio')
  await settled()
  expect(rooms.current.value?.conference.room).toBe('coffee@videoconference.example.com')
  expect([live(), gateway.names.slice(-2)]).toEqual([
    [false, true],
    ['videoroom-leave', 'videoroom-join'],
  ])
})

test('invitations wait until they are answered, one for each room, and none for the room one is in', async () => {
  const { rooms, invite, invited } = await join()
  invite(tea)
  invite('coffee@videoconference.example.com', 'first')
  invite('coffee@videoconference.example.com', 'second')
  invite('cake@videoconference.example.com')
  expect(rooms.invitations.value.map(({ id }) => id)).toEqual(['second', 'cake@videoconference.example.com'])
  const [coffee] = rooms.invitations.value
  if (coffee !== undefined) rooms.dismiss(coffee)
  await rooms.join('cake@videoconference.example.com', 'audio')
  expect(invited()).toEqual([])
})

test('a room that ended stays on the page until it is put away, and its invitation is shown again', async () => {
  const { rooms, room, say, live, invite, invited } = await join()
  await say('session-state', { state: 'terminated', reason: 'kicked' })
  expect(rooms.current.value).toBe(room)
  expect(room.state.value).toMatchObject({ kind: 'terminated', end: { kind: 'removed' } })
  expect(live()).toEqual([false])
  invite(tea)
  expect(invited()).toEqual([tea])
})

test('logging out leaves the room and forgets the invitations', async () => {
  const { gateway, rooms, invite, invited } = await join()
  invite('cake@videoconference.example.com')
  rooms.use(null)
  expect([rooms.current.value, invited(), gateway.names.at(-1)]).toEqual([null, [], 'videoroom-leave'])
})

test('being asked to mute switches the microphone off and says who asked; being let speak switches nothing on', async () => {
  const { room, say, enabled } = await join()
  await say('mute-audio', { originator: 'bob-1' })
  expect([room.media.microphone.value, room.notice.value]).toEqual([
    false,
    'Bob asked everybody to mute. Your microphone is off.',
  ])
  expect(enabled()).toEqual([false, true])
  await say('mute-request', { muted: false, originator: 'somebody-who-left' })
  expect([room.media.microphone.value, room.notice.value]).toEqual([
    false,
    'Somebody asks you to speak again. Switch your microphone on when you are ready.',
  ])
  room.toggleMicrophone()
  expect([room.media.microphone.value, room.notice.value]).toEqual([true, null])
})

test('a camera that was not there when the room was joined is asked for when it is switched on', async () => {
  const { room, devices, sent, enabled } = await join('audio')
  expect([room.media.camera.value, room.media.picture.value]).toEqual([false, null])
  await room.media.toggleCamera()
  expect(room.media.picture.value).toBe(devices.given[1])
  expect(sent()).toBe(devices.given[1]?.getVideoTracks()[0])
  await room.media.toggleCamera()
  expect([room.media.picture.value, enabled()]).toEqual([null, [true, false]])
})

test('the screen takes the place of the camera, until it is ended here or by the browser', async () => {
  const { room, devices, sent, live } = await join()
  const camera = sent()
  await room.media.toggleScreen()
  expect(room.media.sharing.value).toBe(true)
  expect(sent()).toBe(devices.given[1]?.getVideoTracks()[0])
  sent()?.dispatchEvent(new Event('ended'))
  await settled()
  expect([room.media.sharing.value, sent() === camera, live()]).toEqual([false, true, [true, false]])
})

test('a screen is seen where the camera is off, and the camera stays off after it', async () => {
  const { room, sent } = await join()
  await room.media.toggleCamera()
  await room.media.toggleScreen()
  expect(sent()?.enabled).toBe(true)
  await room.media.toggleScreen()
  expect([sent()?.enabled, room.media.picture.value]).toEqual([false, null])
})

test('without a camera something black follows the screen', async () => {
  const { room, devices, sent } = await join('audio')
  await room.media.toggleScreen()
  await room.media.toggleScreen()
  expect(devices.given).toHaveLength(3)
  expect(sent()).toBe(devices.given[2]?.getVideoTracks()[0])
})

test('in a room without pictures the camera is given back', async () => {
  const { room, devices } = await join('video', false)
  expect([room.hasPictures.value, room.media.picture.value]).toEqual([false, null])
  expect(devices.given[0]?.getTracks().map(({ kind, readyState }) => `${kind} ${readyState}`)).toEqual([
    'audio live',
    'video ended',
  ])
})

test('choosing no screen changes nothing', async () => {
  const { room, devices } = await join()
  vi.spyOn(devices, 'captureScreen').mockResolvedValue(null)
  await room.media.toggleScreen()
  expect([room.media.sharing.value, room.problem.value]).toEqual([false, null])
})

test('two at most are large for everybody, the one chosen last and the one before; a pin is for here alone', async () => {
  const { gateway, room, say } = await join()
  const asked = () => gateway.last('videoroom-configure').active_participants
  room.toggleSpeaker('bob-1')
  expect(asked()).toEqual(['bob-1'])
  await say('configure', { originator: 'carol-1', active_participants: ['bob-1', 'carol-1'] })
  expect(room.large.value).toEqual(['bob-1', 'carol-1'])
  room.toggleSpeaker(room.conference.id)
  expect(asked()).toEqual(['carol-1', room.conference.id])
  room.toggleSpeaker('bob-1')
  expect(asked()).toEqual(['carol-1'])
  room.togglePin(room.conference.id)
  expect(room.large.value).toEqual([room.conference.id])
  room.togglePin(room.conference.id)
  await say('publishers-left', { publishers: ['bob-1'] })
  expect(room.large.value).toEqual(['carol-1'])
})

test('who is heard speaks, also through the gaps in speech', async () => {
  const { gateway, room } = await join()
  const [member] = room.members.value
  const peer = gateway.peers[1]
  if (member === undefined || peer === undefined) throw new Error('nobody is there')
  const listen = (times: number) => {
    for (let look = 0; look < times; look++) member.listen()
    return member.speaking.value
  }
  expect(listen(1)).toBe(false)
  peer.loudness = [0.3]
  expect(listen(1)).toBe(true)
  peer.loudness = [0.001]
  expect(listen(3)).toBe(true)
  expect(listen(1)).toBe(false)
})

test('whoever leaves takes hand and pin along', async () => {
  const { room, say } = await join()
  await say('raised-hands', { raised_hands: ['bob-1', room.conference.id] })
  room.togglePin('bob-1')
  expect([room.handUp.value, room.hands.value.length]).toEqual([true, 2])
  await say('publishers-left', { publishers: ['bob-1'] })
  expect([room.hands.value, room.pinned.value]).toEqual([[room.conference.id], null])
})

test('what the room refuses is said', async () => {
  const { gateway, room } = await join()
  gateway.reply('videoroom-remove', { error: 'Only moderators of the room may do this' })
  const [member] = room.members.value
  if (member !== undefined) room.remove(member)
  await settled()
  expect(room.problem.value).toBe('This was refused: Only moderators of the room may do this')
  room.dismissProblem()
  expect(room.problem.value).toBeNull()
})

test('the latest of each invitation is shown', async () => {
  const { room, say } = await join()
  const status = { participant: 'dan@example.com', code: 100, reason: 'Trying' }
  await say('invite-status', { ...status, state: 'progress' })
  await say('invite-status', { ...status, state: 'success', code: 200 })
  expect(room.invitations.value.map(({ uri, state }) => `${uri} ${state}`)).toEqual(['dan@example.com success'])
})

test('files are shared one after the other, and one that is refused does not keep the next from it', async () => {
  const { gateway, room, say } = await join()
  const sharing = room.files.share([new File(['x'], 'big.iso'), new File(['y'], 'notes.txt')])
  gateway.upload.answer(413)
  await settled()
  gateway.upload.answer(200)
  await sharing
  const posted = gateway.uploads.map(({ url }) => url.slice(url.lastIndexOf('/') + 1))
  expect([posted, room.files.uploading.value]).toEqual([['big.iso', 'notes.txt'], []])
  expect(room.files.problem.value).toBe('big.iso is too large for this room.')
  const uploader = { uri: address, display_name: '' }
  await say('file-sharing', { files: [{ filename: 'notes.txt', filesize: 1, uploader, session: room.conference.id }] })
  expect(room.files.list.value.map((file) => room.files.urlOf(file).endsWith('/notes.txt'))).toEqual([true])
})

test('in a room that is set aside nobody is heard or seen, whatever is switched on there', async () => {
  const { room, enabled } = await join()
  room.media.setInFront(false)
  expect(enabled()).toEqual([false, false])
  room.media.setMicrophone(true)
  expect(enabled()).toEqual([false, false])
  room.media.setInFront(true)
  expect(enabled()).toEqual([true, true])
})
