import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dial, established, logIn, ring, settled, watch } from './fake-call.ts'
import { fakeSdp, fakeStream } from './fake-media.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('an outgoing call goes from calling to established', async () => {
  const { gateway, call, kinds, state } = await dial('audio', 'video')
  expect(call.state.kind).toBe('calling')
  await settled()
  expect(gateway.last('session-create')).toMatchObject({ session: call.id, account: 'alice@example.com', uri: 'bob@example.com' })
  expect(gateway.last('session-create').sdp).toBe(fakeSdp('ours', 'audio', 'video'))
  await state('progress')
  await state('proceeding', { code: 182 })
  await state('ringing')
  await state('accepted', { sdp: fakeSdp('theirs', 'audio'), call_id: 'c', headers: { 'X-A': '1' } })
  await state('established')
  expect(kinds()).toEqual(['progress', 'ringing', 'accepted', 'established'])
  expect(call).toMatchObject({ callId: 'c', headers: { 'X-A': '1' } })
  expect(gateway.peer.applied).toEqual(['local offer', 'remote answer: theirs'])
})

test('headers of the application go along with the call', async () => {
  const { gateway, account } = await logIn()
  account.call('bob@example.com', fakeStream('audio'), [{ name: 'X-A', value: '1' }])
  await settled()
  expect(gateway.last('session-create').headers).toEqual([{ name: 'X-A', value: '1' }])
})

test('accepted without sdp keeps the answer that came with early media', async () => {
  const { gateway, kinds, state } = await dial()
  await settled()
  await state('early-media', { sdp: fakeSdp('announcement', 'audio'), call_id: 'c' })
  await state('accepted')
  await state('established')
  expect(kinds()).toEqual(['early-media', 'accepted', 'established'])
  expect(gateway.peer.applied).toEqual(['local offer', 'remote answer: announcement'])
})

test('a second answer after early media is not applied: the browser would refuse it', async () => {
  const { gateway, kinds, state } = await dial()
  await settled()
  await state('early-media', { sdp: fakeSdp('first', 'audio'), call_id: 'c' })
  await state('accepted', { sdp: fakeSdp('second', 'audio') })
  expect(kinds()).toEqual(['early-media', 'accepted'])
  expect(gateway.peer.applied).toEqual(['local offer', 'remote answer: first'])
})

test('with early media the path may be up before the answer, and established waits for the answer', async () => {
  const { kinds, state } = await dial()
  await settled()
  await state('early-media', { sdp: fakeSdp('theirs', 'audio'), call_id: 'c' })
  await state('established')
  expect(kinds()).toEqual(['early-media'])
  await state('accepted')
  expect(kinds()).toEqual(['early-media', 'established'])
})

test('ringing after early media does not take the call back', async () => {
  const { kinds, state } = await dial()
  await settled()
  await state('early-media', { sdp: fakeSdp('theirs', 'audio'), call_id: 'c' })
  await state('ringing')
  await state('progress')
  expect(kinds()).toEqual(['early-media'])
})

test('a call that the gateway refuses ends with its reason, and nothing more is sent about it', async () => {
  const { gateway, account } = await logIn()
  gateway.reply('session-create', { error: 'DNS lookup error: no server for nowhere.example' })
  const { call } = watch(gateway, account.call('bob@nowhere.example', fakeStream('audio')))
  await settled()
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'unreachable' } })
  expect(gateway.names).toEqual(['session-create'])
})

test('a call that the gateway does not answer for is taken back', async () => {
  const { gateway, account } = await logIn()
  gateway.reply('session-create', 'silence')
  const { call } = watch(gateway, account.call('bob@example.com', fakeStream('audio')))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'failed' } })
  expect(gateway.names).toEqual(['session-create', 'session-terminate'])
})

test('an answer that the browser cannot use ends the call and tells the gateway', async () => {
  const { gateway, call, state } = await dial()
  await settled()
  gateway.peer.failure = new DOMException('no codec', 'OperationError')
  await state('accepted', { sdp: fakeSdp('theirs', 'audio') })
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'media', text: 'no codec' } })
  expect(gateway.names).toEqual(['session-create', 'session-terminate'])
})

test('candidates wait until the gateway knows the session, then go out one by one, an empty list last', async () => {
  const { gateway, call } = await dial()
  gateway.peer.find('candidate:1')
  gateway.peer.find('candidate:2')
  await settled()
  gateway.peer.find('candidate:3')
  gateway.peer.find('')
  gateway.peer.find(null)
  const sent = gateway.requests.filter((request) => request.sylkrtc === 'session-trickle')
  expect(gateway.names[0]).toBe('session-create')
  expect(sent.every((request) => request.session === call.id)).toBe(true)
  expect(sent.map((request) => request.candidates.map(({ candidate }) => candidate))).toEqual([
    ['candidate:1', 'candidate:2'],
    ['candidate:3'],
    [],
  ])
})

test('the end of candidates that were all found early is told, too', async () => {
  const { gateway } = await dial()
  gateway.peer.find(null)
  await settled()
  expect(gateway.last('session-trickle').candidates).toEqual([])
})

test('a candidate that the gateway refuses does not end the call', async () => {
  const { gateway, call } = await dial()
  gateway.reply('session-trickle', { error: 'Unknown session' })
  await settled()
  gateway.peer.find('candidate:1')
  await settled()
  expect(call.state.kind).toBe('calling')
})

test('the end of the call comes with its reason, once, and frees the peer connection', async () => {
  const { gateway, connection, kinds, state, call } = await dial()
  await settled()
  await state('terminated', { reason: '486 Busy Here' })
  await state('terminated', { reason: '200 OK' })
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'busy', code: 486 } })
  expect(kinds()).toEqual(['terminated'])
  expect(gateway.peer.signalingState).toBe('closed')
  expect(gateway.names).toEqual(['session-create'])
  connection.close()
  expect(kinds()).toEqual(['terminated'])
})

test('hanging up ends the call here at once and tells the gateway', async () => {
  const { gateway, call, kinds } = await dial()
  await settled()
  call.hangUp()
  call.hangUp()
  expect(kinds()).toEqual(['terminated'])
  expect(call.state).toMatchObject({ cause: { kind: 'hung-up' } })
  expect(gateway.names).toEqual(['session-create', 'session-terminate'])
})

test('a call that is hung up before its offer is made never reaches the gateway', async () => {
  const { gateway, call } = await dial()
  call.hangUp()
  await settled()
  expect(gateway.names).toEqual([])
})

test('a lost connection ends the call', async () => {
  const { gateway, call } = await dial()
  await settled()
  gateway.drop()
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'connection-lost' } })
})

test('a call without a connection ends, and not before its maker can listen', async () => {
  const { gateway, account } = await logIn()
  gateway.drop()
  const { call, kinds } = watch(gateway, account.call('bob@example.com', fakeStream('audio')))
  expect(call.state.kind).toBe('calling')
  await settled()
  expect(kinds()).toEqual(['terminated'])
  expect(call.state).toMatchObject({ cause: { kind: 'connection-lost' } })
})

test('a path for media that fails ends the call', async () => {
  const { gateway, call } = await established('audio')
  gateway.peer.fail()
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'media' } })
  expect(gateway.names.at(-1)).toBe('session-terminate')
})

test('an incoming call is answered with the stream given', async () => {
  const { gateway, call, kinds, state } = await ring()
  gateway.peer.find('candidate:1')
  call.answer(fakeStream('audio'))
  call.answer(fakeStream('audio'))
  await settled()
  expect(gateway.names).toEqual(['session-answer', 'session-trickle'])
  expect(gateway.last('session-answer')).toMatchObject({ session: 'in-1', sdp: fakeSdp('ours', 'audio') })
  expect(gateway.peer.applied).toEqual(['remote offer: theirs', 'local answer'])
  await state('accepted')
  await state('established')
  expect(kinds()).toEqual(['answering', 'accepted', 'established'])
})

test('an incoming call is declined by hanging up', async () => {
  const { gateway, call } = await ring()
  call.hangUp()
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'declined' } })
  expect(gateway.names).toEqual(['session-terminate'])
})

test('an answer that the gateway refuses ends the call', async () => {
  const { gateway, call } = await ring()
  gateway.reply('session-answer', { error: 'Unknown session in-1' })
  call.answer(fakeStream('audio'))
  await settled()
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'failed', text: 'Unknown session in-1' } })
})

test('an outgoing call cannot be answered', async () => {
  const { gateway, call } = await dial()
  await settled()
  call.answer(fakeStream('audio'))
  await settled()
  expect(gateway.names).toEqual(['session-create'])
})

test('the other side is heard in one stream for the whole call', async () => {
  const { gateway, call } = await established('audio')
  const changes: object[] = []
  call.on('remote-media', (media) => changes.push(media))
  expect(call.remoteMedia).toEqual({ audio: true, video: false })
  expect(call.remoteStream.getTracks()).toEqual(gateway.peer.remoteTracks)
  gateway.peer.remoteTracks[0]?.setMuted(true)
  gateway.peer.remoteTracks[0]?.setMuted(false)
  expect(changes).toEqual([
    { audio: false, video: false },
    { audio: true, video: false },
  ])
})

test('a track that comes again is heard once, and its changes are told once', async () => {
  const { gateway, call } = await established('audio')
  const [track] = gateway.peer.remoteTracks
  gateway.peer.dispatchEvent(Object.assign(new Event('track'), { track }))
  const changes: object[] = []
  call.on('remote-media', (media) => changes.push(media))
  track?.setMuted(true)
  expect(call.remoteStream.getTracks()).toHaveLength(1)
  expect(changes).toEqual([{ audio: false, video: false }])
})

test('muting switches the tracks of one kind off and on', async () => {
  const { account } = await logIn()
  const stream = fakeStream('audio', 'video')
  const call = account.call('bob@example.com', stream)
  await settled()
  call.mute('audio', true)
  expect(stream.getTracks().map((track) => track.enabled)).toEqual([false, true])
  expect([call.isMuted('audio'), call.isMuted('video')]).toEqual([true, false])
  call.mute('audio', false)
  expect(stream.getTracks().map((track) => track.enabled)).toEqual([true, true])
})

test('digits go out one by one, in order', async () => {
  const { gateway, call } = await established('audio')
  await call.sendDigits('12#a')
  const sent = gateway.requests.filter((request) => request.sylkrtc === 'session-dtmf-info')
  expect(sent.map((request) => request.digit)).toEqual(['1', '2', '#', 'A'])
  await expect(call.sendDigits('one')).rejects.toThrow(RangeError)
  await expect(call.sendDigits('')).rejects.toThrow(RangeError)
})

test('digits that the gateway refuses are told', async () => {
  const { gateway, call } = await established('audio')
  gateway.reply('session-dtmf-info', { error: 'Invalid state' })
  await expect(call.sendDigits('12')).rejects.toMatchObject({ kind: 'refused' })
})
