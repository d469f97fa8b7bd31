import { settled } from '@weft/client/fake-call'
import { fakeSdp } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptureError } from '../media/capture.ts'
import { fakeCalls } from './fake-calls.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a call is dialled with the devices of its kind, which are switched off when it ends', async () => {
  const { calls, devices, live, state, dial } = await fakeCalls()
  const call = await dial('bob@example.com', 'video')
  expect(call.call.sending).toEqual({ audio: true, video: true })
  expect(call.picture.view.value).toBe(devices.given[0])
  expect(live()).toEqual([true])
  await state(call, 'terminated', { reason: '486 Busy Here' })
  expect(live()).toEqual([false])
  expect(call.picture.view.value).toBeNull()
  expect(calls.front.value).toBe(call)
  calls.putAway(call)
  expect([calls.front.value, calls.all.value]).toEqual([null, []])
})

test('a microphone that is refused is explained and makes no call', async () => {
  const { gateway, calls, devices } = await fakeCalls()
  vi.spyOn(devices, 'capture').mockRejectedValueOnce(new CaptureError('not allowed', { failure: 'refused' }))
  await calls.dial('bob@example.com', 'video')
  expect(calls.problem.value).toBe('not allowed')
  expect(gateway.names).not.toContain('session-create')
  calls.dismissProblem()
  expect(calls.problem.value).toBeNull()
})

test.each(['missing', 'busy'] as const)('a video call without a camera (%s) is an audio call, and says so', async (failure) => {
  const { devices, dial } = await fakeCalls()
  vi.spyOn(devices, 'capture').mockRejectedValueOnce(new CaptureError('no camera', { failure }))
  const call = await dial('bob@example.com', 'video')
  expect(call.call.sending).toEqual({ audio: true, video: false })
  expect(call.notice.value).toMatch(/This is an audio call/)
})

test('while the browser asks for the microphone, a second click does nothing', async () => {
  const { calls, devices } = await fakeCalls()
  await Promise.all([calls.dial('bob@example.com', 'audio'), calls.dial('bob@example.com', 'audio')])
  expect(devices.given).toHaveLength(1)
  expect(calls.all.value).toHaveLength(1)
})

test('logging out while the browser asks for the microphone makes no call and switches it off again', async () => {
  const { gateway, calls, live } = await fakeCalls()
  const dialling = calls.dial('bob@example.com', 'audio')
  calls.use(null)
  await dialling
  expect(gateway.names).not.toContain('session-create')
  expect(live()).toEqual([false])
})

test('an incoming call waits apart until it is answered', async () => {
  const { gateway, calls, comeIn, state } = await fakeCalls()
  const call = comeIn('in-1')
  expect([calls.incoming.value, calls.open.value, calls.front.value]).toEqual([[call], [], null])
  await calls.answer(call, 'audio')
  await settled()
  await state(call, 'accepted')
  expect([calls.incoming.value, calls.open.value, calls.front.value]).toEqual([[], [call], call])
  expect(gateway.names).toContain('session-answer')
})

test('a caller who gives up before the answer leaves a missed call and nothing else', async () => {
  const { calls, comeIn, state, tell } = await fakeCalls()
  const call = comeIn('in-1')
  await state(call, 'terminated', { reason: '487 Request Terminated' })
  expect(calls.history.value?.calls.value).toEqual([])
  tell('missed-session', { originator: { uri: 'bob@example.com', display_name: 'Bob' } })
  expect(calls.all.value).toEqual([])
  expect(calls.missed.value).toMatchObject([{ uri: 'bob@example.com', displayName: 'Bob', outcome: 'missed' }])
})

test('a caller who gives up while the browser asks for the microphone is not answered', async () => {
  const { gateway, calls, comeIn, state, live } = await fakeCalls()
  const call = comeIn('in-1')
  const answering = calls.answer(call, 'audio')
  gateway.say({ sylkrtc: 'session-event', session: 'in-1', event: 'state', state: 'terminated', reason: '487' })
  await answering
  await state(call, 'terminated', { reason: '487 Request Terminated' })
  expect(gateway.names).not.toContain('session-answer')
  expect(live()).toEqual([false])
})

test('declining puts the call away, and notes that it was declined', async () => {
  const { gateway, calls, comeIn } = await fakeCalls()
  calls.hangUp(comeIn('in-1'))
  expect(calls.all.value).toEqual([])
  expect(gateway.names.at(-1)).toBe('session-terminate')
  expect(calls.history.value?.calls.value).toMatchObject([{ outcome: 'declined', direction: 'incoming' }])
})

test('of several calls only the one in front is heard and seen by the other side', async () => {
  const { calls, comeIn, dial, devices, state } = await fakeCalls()
  const heard = () => devices.given.map((stream) => stream.getTracks().some((track) => track.enabled))
  const first = await dial('carol@example.com')
  const second = comeIn('in-2')
  await calls.answer(second, 'audio')
  await settled()
  expect(heard()).toEqual([false, true])
  calls.bringToFront(first)
  expect(heard()).toEqual([true, false])
  first.sound.toggle()
  expect(heard()).toEqual([false, false])
  calls.hangUp(first)
  expect(calls.front.value).toBe(second)
  expect(heard()).toEqual([false, true])
  await state(second, 'terminated', { reason: '200 OK' })
  expect(calls.front.value).toBe(second)
})

test('a call that ends while it is set aside disappears', async () => {
  const { calls, comeIn, dial, state } = await fakeCalls()
  const first = await dial('carol@example.com')
  const second = comeIn('in-2')
  await calls.answer(second, 'audio')
  await settled()
  await state(first, 'terminated', { reason: '200 OK' })
  expect(calls.all.value).toEqual([second])
})

test('a call that has ended gives way to the next one', async () => {
  const { calls, dial, state } = await fakeCalls()
  const first = await dial('carol@example.com')
  await state(first, 'terminated', { reason: '404 Not Found' })
  const second = await dial('bob@example.com')
  expect(calls.all.value).toEqual([second])
})

test('a call tells how long it has lasted since it was answered, and the history with it', async () => {
  const { calls, dial, state } = await fakeCalls()
  const call = await dial('bob@example.com')
  await state(call, 'accepted', { sdp: fakeSdp('theirs', 'audio') })
  await vi.advanceTimersByTimeAsync(61_000)
  await state(call, 'terminated', { reason: '200 OK' })
  expect(call.lasted.value).toBe(61_000)
  expect(calls.history.value?.calls.value).toMatchObject([
    { uri: 'bob@example.com', direction: 'outgoing', outcome: 'answered', video: false, lasted: 61_000 },
  ])
})

test('calls are busy from the dialling or the answer to the end', async () => {
  const { calls, comeIn, dial, state } = await fakeCalls()
  comeIn('in-1')
  expect(calls.busy.value).toBe(false)
  const call = await dial('bob@example.com')
  expect(calls.busy.value).toBe(true)
  await state(call, 'terminated', { reason: '404 Not Found' })
  expect(calls.busy.value).toBe(false)
})

test('people are those who called or were called, by the names that are known of them', async () => {
  const { calls, comeIn, dial, state } = await fakeCalls()
  calls.hangUp(comeIn('in-1'))
  for (const uri of ['carol@example.com', 'bob@example.com']) await state(await dial(uri), 'terminated', { reason: '404' })
  expect(calls.people.value).toEqual([
    { uri: 'bob@example.com', displayName: 'Bob' },
    { uri: 'carol@example.com', displayName: '' },
  ])
})

test('keys are sent and shown', async () => {
  const { gateway, dial } = await fakeCalls()
  const call = await dial('bob@example.com')
  await call.press('1')
  await call.press('#')
  expect(call.digits.value).toBe('1#')
  expect(gateway.last('session-dtmf-info').digit).toBe('#')
  gateway.reply('session-dtmf-info', { error: 'Invalid state' })
  await call.press('2')
  expect(call.notice.value).toBe('The key could not be sent.')
})

test('a path that breaks is told, and that it is back', async () => {
  const { gateway, established } = await fakeCalls()
  const call = await established('audio')
  gateway.peer.path('connected')
  gateway.peer.path('disconnected')
  expect(call.interrupted.value).toBe(true)
  gateway.peer.path('connected')
  expect(call.interrupted.value).toBe(false)
})

test('another network has all calls look for a new path', async () => {
  const { gateway, calls, established } = await fakeCalls()
  await established('audio')
  gateway.peer.path('connected')
  calls.renewPaths()
  await settled()
  expect(gateway.peer.restarts).toBe(1)
})

test('who is shown a picture is asked for one, until an answer either way', async () => {
  const { established, update } = await fakeCalls()
  const call = await established('audio')
  await update(call, 'received', 'audio', 'video')
  expect(call.asksForVideo.value).toBe(true)
  call.declineVideo()
  expect(call.asksForVideo.value).toBe(false)
})
