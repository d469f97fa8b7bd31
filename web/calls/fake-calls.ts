// Calls for tests: those of an account at a fake gateway, with fake devices.

import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { settled } from '@weft/client/fake-call'
import { FakeGateway } from '@weft/client/fake-gateway'
import { fakeSdp } from '@weft/client/fake-media'
import { fakeDevices } from '../media/fake-devices.ts'
import { fakeShelf } from '../shell/shelf.ts'
import { Calls } from './calls.ts'
import type { PhoneCall } from './phone-call.ts'

type Kind = 'audio' | 'video'

/** Calls of Alice, and what can happen to them. @param kept what is on the shelf already */
export async function fakeCalls(kept = new Map<string, string>()) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const devices = fakeDevices()
  const calls = new Calls(devices, fakeShelf(kept))
  connection.connect()
  gateway.greet()
  const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
  calls.use(account)
  await settled()

  const tell = (event: string, fields: object): void =>
    gateway.say({ sylkrtc: 'account-event', account: account.address, event, ...fields })

  function newest(): PhoneCall {
    const call = calls.all.value.at(-1)
    if (call === undefined) throw new Error('there is no call')
    return call
  }

  /** Bob calls. */
  function comeIn(session: string, ...media: readonly Kind[]): PhoneCall {
    const sdp = fakeSdp('theirs', ...(media.length === 0 ? (['audio'] as const) : media))
    tell('incoming-session', { session, originator: { uri: 'bob@example.com', display_name: 'Bob' }, sdp, call_id: session })
    return newest()
  }

  async function say(call: PhoneCall, fields: object): Promise<void> {
    gateway.say({ sylkrtc: 'session-event', session: call.call.id, ...fields })
    await settled()
  }

  const state = (call: PhoneCall, name: string, more: object = {}) => say(call, { event: 'state', state: name, ...more })
  const update = (call: PhoneCall, name: string, ...media: readonly Kind[]) =>
    say(call, { event: 'update', state: name, sdp: fakeSdp('update', ...media) })

  async function dial(uri: string, kind: Kind = 'audio'): Promise<PhoneCall> {
    await calls.dial(uri, kind)
    await settled()
    return newest()
  }

  /** A call to Bob that was answered and whose media are up. */
  async function established(...media: readonly Kind[]): Promise<PhoneCall> {
    const call = await dial('bob@example.com', media.includes('video') ? 'video' : 'audio')
    await state(call, 'accepted', { sdp: fakeSdp('theirs', ...media) })
    await state(call, 'established')
    return call
  }

  /** Of all devices that were given out, those that are still on. */
  const live = () => devices.given.map((stream) => stream.getTracks().every((track) => track.readyState === 'live'))
  /** What is sent in the newest call. */
  const sent = (kind: Kind): MediaStreamTrack | null =>
    gateway.peer.transceivers.find((transceiver) => transceiver.kind === kind)?.sender.track ?? null

  return { gateway, connection, account, calls, devices, tell, comeIn, state, update, dial, established, live, sent }
}
