import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { MemoryArchive } from '@weft/client/memory-archive'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PhoneCall } from '../calls/phone-call.ts'
import { fakeDevices } from '../media/fake-devices.ts'
import { Session } from './session.ts'
import { fakeShelf } from './shelf.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const address = 'alice@example.com'

async function logIn() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const devices = fakeDevices()
  const kept = new Map<string, string>()
  /** What is kept is let go of when this is resolved. */
  const closing = Promise.withResolvers<void>()
  const opened = vi.fn(async () => Object.assign(new MemoryArchive(), { close: () => closing.promise }))
  const session = new Session(connection, devices, { openArchive: opened, shelf: fakeShelf(kept) })
  connection.connect()
  gateway.greet()
  session.logIn({ address, password: 'secret', displayName: 'Alice' })
  await settled()
  const registration = (state: string, reason?: string) =>
    gateway.say({ sylkrtc: 'account-event', account: address, event: 'registration-state', state, reason })
  registration('registered')
  const dial = async (uri: string, kind: 'audio' | 'video' = 'audio'): Promise<PhoneCall> => {
    await session.calls.dial(uri, kind)
    await settled()
    const call = session.calls.front.value
    if (call === null) throw new Error('no call was made')
    return call
  }
  return { gateway, connection, session, registration, dial, kept, opened, closing }
}

test('logging in registers, and a registration that is lost later is no failed log-in', async () => {
  const { session, registration } = await logIn()
  expect([session.loggedIn.value, session.accountState.value?.kind]).toEqual([true, 'registered'])
  registration('failed', '503 Service Unavailable')
  expect([session.loggedIn.value, session.accountState.value?.kind]).toEqual([true, 'failed'])
})

test('logging in again replaces the account', async () => {
  const { gateway, session } = await logIn()
  session.logIn({ address: 'carol@example.com', password: 'x', displayName: '' })
  await settled()
  expect(gateway.names.slice(-3)).toEqual(['account-remove', 'account-add', 'account-register'])
  expect(session.account.value?.address).toBe('carol@example.com')
  expect(session.loggedIn.value).toBe(false)
})

test('who signs out in the middle of a call leaves nothing of it on the device', async () => {
  const { session, dial, kept } = await logIn()
  await dial('bob@example.com')
  session.logOut()
  await settled()
  expect([...kept.keys()]).toEqual([])
})

test('who signs in again opens what is kept only when the one before has let go of it', async () => {
  const { session, opened, closing } = await logIn()
  session.logIn({ address, password: 'secret', displayName: 'Alice' })
  await settled()
  expect(opened).toHaveBeenCalledOnce()
  closing.resolve()
  await settled()
  expect(opened).toHaveBeenCalledTimes(2)
})

test('when the server goes away, calls end and say so, and the page waits for it', async () => {
  const { gateway, connection, session, dial } = await logIn()
  const call = await dial('bob@example.com')
  gateway.drop()
  expect(call.state.value).toMatchObject({ kind: 'terminated', cause: { kind: 'connection-lost' } })
  expect(session.server.value).toBe('away')
  connection.connect()
  expect(session.server.value).toBe('away')
  gateway.greet()
  expect(session.server.value).toBe('ready')
  await settled()
  expect(gateway.names.slice(-2)).toEqual(['account-add', 'account-register'])
})

test('a call sets the room aside until it is over', async () => {
  const { gateway, session, dial } = await logIn()
  session.rooms.approach('tea@videoconference.example.com')
  await settled()
  await session.rooms.join()
  await settled()
  const sending = () => gateway.peers[0]?.transceivers[0]?.sender.track?.enabled
  expect(sending()).toBe(true)
  const call = await dial('bob@example.com')
  expect(sending()).toBe(false)
  session.calls.hangUp(call)
  expect(sending()).toBe(true)
  const other = await dial('carol@example.com')
  expect(sending()).toBe(false)
  gateway.say({ sylkrtc: 'session-event', session: other.call.id, event: 'state', state: 'terminated', reason: '486 Busy Here' })
  expect([sending(), session.calls.front.value]).toEqual([true, other])
})
