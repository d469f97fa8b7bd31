import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { fakeSdp } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PhoneCall } from '../calls/phone-call.ts'
import { CaptureError } from '../media/capture.ts'
import { fakeDevices } from '../media/fake-devices.ts'
import { Session } from './session.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const address = 'alice@example.com'

async function logIn() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const devices = fakeDevices()
  const captured = devices.given
  const capture = vi.fn(devices.capture)
  const session = new Session(connection, { ...devices, capture })
  connection.connect()
  gateway.greet()
  session.logIn({ address, password: 'secret', displayName: 'Alice' })
  await settled()
  const registration = (state: string, reason?: string) =>
    gateway.say({ sylkrtc: 'account-event', account: address, event: 'registration-state', state, reason })
  registration('registered')
  const comeIn = (id: string): PhoneCall => {
    gateway.say({
      sylkrtc: 'account-event',
      account: address,
      event: 'incoming-session',
      session: id,
      originator: { uri: 'bob@example.com', display_name: 'Bob' },
      sdp: fakeSdp('theirs', 'audio'),
      call_id: id,
    })
    const call = session.calls.all.value.at(-1)
    if (call === undefined) throw new Error('no call came in')
    return call
  }
  const state = async (call: PhoneCall, name: string, more: object = {}) => {
    gateway.say({ sylkrtc: 'session-event', session: call.call.id, event: 'state', state: name, ...more })
    await settled()
  }
  const live = () => captured.map((stream) => stream.getTracks().every((track) => track.readyState === 'live'))
  const dial = async (uri: string, kind: 'audio' | 'video' = 'audio'): Promise<PhoneCall> => {
    await session.calls.dial(uri, kind)
    await settled()
    const call = session.calls.front.value
    if (call === null) throw new Error('no call was made')
    return call
  }
  return { gateway, session, capture, captured, live, registration, comeIn, state, dial }
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

test('a call is dialled with the devices of its kind, which are switched off when it ends', async () => {
  const { session, captured, live, state, dial } = await logIn()
  const call = await dial('bob@example.com', 'video')
  expect(call.call.sending).toEqual({ audio: true, video: true })
  expect(call.selfView.value).toBe(captured[0])
  expect(live()).toEqual([true])
  await state(call, 'terminated', { reason: '486 Busy Here' })
  expect(live()).toEqual([false])
  expect(call.selfView.value).toBeNull()
  expect(session.calls.front.value).toBe(call)
  session.calls.putAway(call)
  expect([session.calls.front.value, session.calls.all.value]).toEqual([null, []])
})

test('a microphone that is refused is explained and makes no call', async () => {
  const { gateway, session, capture } = await logIn()
  capture.mockRejectedValueOnce(new CaptureError('not allowed'))
  await session.calls.dial('bob@example.com', 'audio')
  expect(session.calls.problem.value).toBe('not allowed')
  expect(gateway.names).not.toContain('session-create')
  session.calls.dismissProblem()
  expect(session.calls.problem.value).toBeNull()
})

test('while the browser asks for the microphone, a second click does nothing', async () => {
  const { session, capture } = await logIn()
  await Promise.all([session.calls.dial('bob@example.com', 'audio'), session.calls.dial('bob@example.com', 'audio')])
  expect(capture).toHaveBeenCalledTimes(1)
  expect(session.calls.all.value).toHaveLength(1)
})

test('logging out while the browser asks for the microphone makes no call and switches it off again', async () => {
  const { gateway, session, live } = await logIn()
  const dialling = session.calls.dial('bob@example.com', 'audio')
  session.logOut()
  await dialling
  expect(gateway.names).not.toContain('session-create')
  expect(live()).toEqual([false])
})

test('an incoming call waits apart until it is answered', async () => {
  const { gateway, session, comeIn, state } = await logIn()
  const call = comeIn('in-1')
  expect([session.calls.incoming.value, session.calls.open.value, session.calls.front.value]).toEqual([[call], [], null])
  await session.calls.answer(call, 'audio')
  await settled()
  await state(call, 'accepted')
  expect([session.calls.incoming.value, session.calls.open.value, session.calls.front.value]).toEqual([[], [call], call])
  expect(gateway.names).toContain('session-answer')
})

test('a caller who gives up before the answer leaves a missed call and nothing else', async () => {
  const { gateway, session, comeIn, state } = await logIn()
  const call = comeIn('in-1')
  await state(call, 'terminated', { reason: '487 Request Terminated' })
  const originator = { uri: 'bob@example.com', display_name: 'Bob' }
  gateway.say({ sylkrtc: 'account-event', account: address, event: 'missed-session', originator })
  expect(session.calls.all.value).toEqual([])
  expect(session.calls.missed.value).toMatchObject([{ uri: 'bob@example.com', displayName: 'Bob' }])
  session.calls.forgetMissed()
  expect(session.calls.missed.value).toEqual([])
})

test('a caller who gives up while the browser asks for the microphone is not answered', async () => {
  const { gateway, session, comeIn, state, live } = await logIn()
  const call = comeIn('in-1')
  const answering = session.calls.answer(call, 'audio')
  await state(call, 'terminated', { reason: '487 Request Terminated' })
  await answering
  expect(gateway.names).not.toContain('session-answer')
  expect(live()).toEqual([false])
})

test('declining puts the call away', async () => {
  const { gateway, session, comeIn } = await logIn()
  session.calls.hangUp(comeIn('in-1'))
  expect(session.calls.all.value).toEqual([])
  expect(gateway.names.at(-1)).toBe('session-terminate')
})

test('of several calls only the one in front is heard and seen by the other side', async () => {
  const { session, comeIn, dial, captured, state } = await logIn()
  const heard = () => captured.map((stream) => stream.getTracks().some((track) => track.enabled))
  const first = await dial('carol@example.com')
  const second = comeIn('in-2')
  await session.calls.answer(second, 'audio')
  await settled()
  expect(heard()).toEqual([false, true])
  session.calls.bringToFront(first)
  expect(heard()).toEqual([true, false])
  first.toggleMute('audio')
  expect(heard()).toEqual([false, false])
  session.calls.hangUp(first)
  expect(session.calls.front.value).toBe(second)
  expect(heard()).toEqual([false, true])
  await state(second, 'terminated', { reason: '200 OK' })
  expect(session.calls.front.value).toBe(second)
})

test('a call that ends while it is set aside disappears', async () => {
  const { session, comeIn, dial, state } = await logIn()
  const first = await dial('carol@example.com')
  const second = comeIn('in-2')
  await session.calls.answer(second, 'audio')
  await settled()
  await state(first, 'terminated', { reason: '200 OK' })
  expect(session.calls.all.value).toEqual([second])
})

test('a call that has ended gives way to the next one', async () => {
  const { session, dial, state } = await logIn()
  const first = await dial('carol@example.com')
  await state(first, 'terminated', { reason: '404 Not Found' })
  const second = await dial('bob@example.com')
  expect(session.calls.all.value).toEqual([second])
})

test('a call tells how long it has lasted since it was answered', async () => {
  const { dial, state } = await logIn()
  const call = await dial('bob@example.com')
  await state(call, 'accepted', { sdp: fakeSdp('theirs', 'audio') })
  await vi.advanceTimersByTimeAsync(61_000)
  await state(call, 'terminated', { reason: '200 OK' })
  expect(call.lasted.value).toBe(61_000)
})

test('keys are sent and shown', async () => {
  const { gateway, dial } = await logIn()
  const call = await dial('bob@example.com')
  await call.press('1')
  await call.press('#')
  expect(call.digits.value).toBe('1#')
  expect(gateway.last('session-dtmf-info').digit).toBe('#')
  gateway.reply('session-dtmf-info', { error: 'Invalid state' })
  await call.press('2')
  expect(call.problem.value).toBe('The key could not be sent.')
})

test('a camera is added to an audio call when the other side agrees', async () => {
  const { gateway, dial, state, captured } = await logIn()
  const call = await dial('bob@example.com')
  await state(call, 'accepted', { sdp: fakeSdp('theirs', 'audio') })
  const adding = call.addVideo()
  await settled()
  expect(call.addingVideo.value).toBe(true)
  const sdp = fakeSdp('more', 'audio', 'video')
  gateway.say({ sylkrtc: 'session-event', session: call.call.id, event: 'update', state: 'accepted', sdp })
  await adding
  expect(call.addingVideo.value).toBe(false)
  expect(call.selfView.value).toBe(captured[1])
  expect(call.remoteMedia.value).toEqual({ audio: true, video: true })
})

test('a camera that the other side does not want is switched off again', async () => {
  const { gateway, dial, state, live } = await logIn()
  const call = await dial('bob@example.com')
  await state(call, 'accepted', { sdp: fakeSdp('theirs', 'audio') })
  gateway.reply('session-update', { error: 'Invalid state' })
  await call.addVideo()
  expect(call.problem.value).toBe('The other side did not take the video.')
  expect(live()).toEqual([true, false])
})

test('when the server goes away, calls end and say so, and the page waits for it', async () => {
  const { gateway, session, dial } = await logIn()
  const call = await dial('bob@example.com')
  gateway.drop()
  expect(call.state.value).toMatchObject({ kind: 'terminated', cause: { kind: 'connection-lost' } })
  expect(session.server.value).toBe('away')
  session.reconnect()
  expect(session.server.value).toBe('away')
  gateway.greet()
  expect(session.server.value).toBe('ready')
  await settled()
  expect(gateway.names.slice(-2)).toEqual(['account-add', 'account-register'])
})

test('a call sets the room aside until it is put away', async () => {
  const { gateway, session, dial } = await logIn()
  await session.rooms.join('tea@videoconference.example.com', 'audio')
  await settled()
  const sending = () => gateway.peers[0]?.transceivers[0]?.sender.track?.enabled
  expect(sending()).toBe(true)
  const call = await dial('bob@example.com')
  expect(sending()).toBe(false)
  session.calls.hangUp(call)
  expect(sending()).toBe(true)
})
