import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { fakeSdp } from '@weft/client/fake-media'
import { vi } from 'vitest'
import { fakeDevices } from '../media/fake-devices.ts'
import { fakeShelf } from '../shell/shelf.ts'
import { Rooms } from './rooms.ts'

// For tests with vitest's fake timers: somebody who is logged in, and somebody in a room with two others.

export const ALICE = 'alice@example.com'
export const TEA = 'tea@videoconference.example.com'
export const bob = { id: 'bob-1', uri: 'bob@example.com', display_name: 'Bob' }
export const carol = { id: 'carol-1', uri: 'carol@example.com', display_name: '' }

export const settled = () => vi.advanceTimersByTimeAsync(0)

/** Alice, registered. `kept` is what is on her device. */
export async function logIn(kept = new Map<string, string>()) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address: ALICE, password: 'secret', displayName: 'Alice' })
  connection.connect()
  gateway.greet()
  account.register()
  await settled()
  const registered = async () => {
    gateway.say({ sylkrtc: 'account-event', account: ALICE, event: 'registration-state', state: 'registered' })
    await settled()
  }
  await registered()
  const devices = fakeDevices()
  const rooms = new Rooms(devices, fakeShelf(kept))
  rooms.use(account)
  const invite = (room: string, id = room) => {
    const originator = { uri: bob.uri, display_name: 'Bob' }
    gateway.say({ sylkrtc: 'account-event', account: ALICE, event: 'conference-invite', room, session_id: id, originator })
  }
  const invited = () => rooms.invitations.value.map(({ room }) => room)
  const live = () => devices.given.map((stream) => stream.getTracks().some(({ readyState }) => readyState === 'live'))
  /** The connection is lost and comes back after a second, with the account. */
  const cut = async () => {
    gateway.drop()
    await vi.advanceTimersByTimeAsync(1_000)
    gateway.greet()
    await settled()
    await registered()
  }
  return { gateway, account, rooms, devices, invite, invited, live, cut, registered }
}

export interface JoinWith {
  readonly microphone?: boolean
  readonly camera?: boolean
  /** Whether the room has pictures. */
  readonly pictures?: boolean
}

/** Alice in a room where Bob and Carol are already. */
export async function join({ microphone = true, camera = true, pictures = true }: JoinWith = {}) {
  const all = await logIn(new Map([['weft.lobby', JSON.stringify({ microphone, camera })]]))
  const { gateway, rooms } = all
  rooms.approach(TEA)
  await settled()
  await rooms.join()
  await settled()
  const room = rooms.current.value
  if (room === null) throw new Error('no room was joined')
  const say = async (event: string, fields: object) => {
    gateway.say({ sylkrtc: 'videoroom-event', session: room.session.value, event, ...fields })
    await settled()
  }
  /** The room takes whoever asks. */
  const accept = async (...others: readonly object[]) => {
    await say('session-state', { state: 'accepted', sdp: fakeSdp('room', 'audio', 'video'), audio: true, video: pictures })
    await say('initial-publishers', { publishers: others })
    await say('session-state', { state: 'established' })
  }
  await accept(bob, carol)
  await vi.advanceTimersByTimeAsync(1_000)
  /** The peer connection that sends. */
  const [peer] = gateway.peers
  if (peer === undefined) throw new Error('there is no peer connection')
  const enabled = () => peer.transceivers.map(({ sender }) => sender.track?.enabled ?? null)
  const sent = () => peer.transceivers[1]?.sender.track
  return { ...all, room, say, accept, enabled, sent }
}
