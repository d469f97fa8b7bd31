import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import type { Call, CallState } from './call.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeSdp, fakeStream, fakeTrack } from './fake-media.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)

async function logIn() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
  connection.connect()
  gateway.greet()
  await settled()
  gateway.requests.length = 0
  return { gateway, connection, account }
}

function watch(gateway: FakeGateway, call: Call) {
  const states: CallState[] = []
  call.on('state', (state) => states.push(state))
  const event = async (fields: object) => {
    gateway.say({ sylkrtc: 'session-event', session: call.id, ...fields })
    await settled()
  }
  return {
    call,
    kinds: () => states.map((state) => state.kind),
    state: (state: string, more: object = {}) => event({ event: 'state', state, ...more }),
    update: (state: string, more: object) => event({ event: 'update', state, ...more }),
  }
}

async function dial(...kinds: ('audio' | 'video')[]) {
  const all = await logIn()
  const call = all.account.call('bob@example.com', fakeStream(...(kinds.length > 0 ? kinds : (['audio'] as const))))
  return { ...all, ...watch(all.gateway, call) }
}

async function ring() {
  const all = await logIn()
  const calls: Call[] = []
  all.account.on('incoming', (incoming) => calls.push(incoming))
  all.gateway.say({
    sylkrtc: 'account-event',
    account: 'alice@example.com',
    event: 'incoming-session',
    session: 'in-1',
    originator: { uri: 'bob@example.com', display_name: '' },
    sdp: fakeSdp('theirs', 'audio'),
    call_id: 'c',
  })
  const [call] = calls
  if (call === undefined) throw new Error('no call came in')
  return { ...all, ...watch(all.gateway, call) }
}

async function established(...kinds: ('audio' | 'video')[]) {
  const all = await dial(...kinds)
  await settled()
  await all.state('accepted', { sdp: fakeSdp('theirs', ...kinds), call_id: 'c' })
  await all.state('established')
  return all
}

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

test('a camera is added when the other side agrees', async () => {
  const { gateway, call, update } = await established('audio')
  call.mute('video', true)
  const track = fakeTrack('video')
  const added = call.addVideo(track, fakeStream())
  await settled()
  expect(gateway.last('session-update').sdp).toBe(fakeSdp('ours', 'audio', 'video'))
  await update('accepted', { sdp: fakeSdp('more', 'audio', 'video') })
  await added
  expect(call.sending).toEqual({ audio: true, video: true })
  expect(call.remoteMedia).toEqual({ audio: true, video: true })
  expect(track.enabled).toBe(false)
})

test('a camera that the other side refuses is taken back, and can be offered again', async () => {
  const { gateway, call, update } = await established('audio')
  const refused = expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toMatchObject({
    message: '488 Not Acceptable Here',
  })
  await settled()
  await update('failed', { reason: '488 Not Acceptable Here' })
  await refused
  expect(call.state.kind).toBe('established')
  expect(call.sending).toEqual({ audio: true, video: false })
  expect(gateway.peer.signalingState).toBe('stable')
  const added = call.addVideo(fakeTrack('video'), fakeStream())
  await settled()
  await update('accepted', { sdp: fakeSdp('more', 'audio', 'video') })
  await expect(added).resolves.toBeUndefined()
})

test('a camera that the gateway refuses is taken back', async () => {
  const { gateway, call } = await established('audio')
  gateway.reply('session-update', { error: 'Invalid state for updating session' })
  await expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toMatchObject({ kind: 'refused' })
  expect(gateway.peer.signalingState).toBe('stable')
})

test('an offer that nobody answers is taken back after half a minute', async () => {
  const { gateway, call } = await established('audio')
  const outcome = expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toMatchObject({ kind: 'timeout' })
  await vi.advanceTimersByTimeAsync(30_000)
  await outcome
  expect(gateway.peer.signalingState).toBe('stable')
  expect(call.state.kind).toBe('established')
})

test('one change at a time, only in an answered call, and none outlives it', async () => {
  const { call } = await established('audio')
  const first = expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toThrow('the call is over')
  await expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toThrow('another change is under way')
  call.hangUp()
  await first
  await expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toThrow('not in progress')
})

test('an offer of the other side is answered with what is sent already', async () => {
  const { gateway, call, update } = await established('audio')
  await update('received', { sdp: fakeSdp('theirs', 'audio', 'video') })
  expect(gateway.last('session-update')).toMatchObject({ session: call.id, sdp: fakeSdp('ours', 'audio') })
  expect(call.remoteMedia).toEqual({ audio: true, video: true })
  expect(call.sending).toEqual({ audio: true, video: false })
})

test('when both sides make an offer, ours gives way', async () => {
  const { gateway, call, update } = await established('audio')
  const ours = expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toMatchObject({ kind: 'refused' })
  await settled()
  await update('received', { sdp: fakeSdp('theirs', 'audio', 'video') })
  await ours
  expect(gateway.peer.applied.slice(-3)).toEqual(['local rollback', 'remote offer: theirs', 'local answer'])
})

test('an offer of the other side that the browser cannot use is left to the gateway to refuse', async () => {
  const { gateway, call, update } = await established('audio')
  gateway.peer.failure = new DOMException('bad', 'OperationError')
  await update('received', { sdp: fakeSdp('theirs', 'audio') })
  expect(call.state.kind).toBe('established')
  expect(gateway.names).not.toContain('session-update')
})

test('a camera is taken back when the other side has agreed, and can be added again in the same place', async () => {
  const { gateway, call, update } = await established('audio', 'video')
  const removed = call.removeVideo()
  await settled()
  expect(gateway.last('session-update').sdp).toBe(fakeSdp('ours', 'audio'))
  await update('accepted', { sdp: fakeSdp('less', 'audio') })
  await removed
  expect(call.sending).toEqual({ audio: true, video: false })
  const added = call.addVideo(fakeTrack('video'), fakeStream())
  await settled()
  await update('accepted', { sdp: fakeSdp('more', 'audio', 'video') })
  await added
  expect(gateway.peer.transceivers.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
    'audio sendrecv',
    'video sendrecv',
  ])
})

test('a camera that cannot be taken back is still sent, and without one there is nothing to take back', async () => {
  const { call, update } = await established('audio', 'video')
  const removed = expect(call.removeVideo()).rejects.toMatchObject({ kind: 'refused' })
  await settled()
  await update('failed', { reason: '500' })
  await removed
  expect(call.sending).toEqual({ audio: true, video: true })
  const audio = await established('audio')
  await expect(audio.call.removeVideo()).rejects.toMatchObject({ message: 'no video is sent' })
})

test('a picture of the other side is answered, and joined with one of our own in the same place', async () => {
  const { gateway, call, update } = await established('audio')
  await update('received', { sdp: fakeSdp('theirs', 'audio', 'video') })
  const added = call.addVideo(fakeTrack('video'), fakeStream())
  await settled()
  await update('accepted', { sdp: fakeSdp('more', 'audio', 'video') })
  await added
  expect(gateway.peer.transceivers).toHaveLength(2)
  expect(call.sending).toEqual({ audio: true, video: true })
})

test('a camera that was refused takes no place in later offers', async () => {
  const { gateway, call, update } = await established('audio')
  const refused = expect(call.addVideo(fakeTrack('video'), fakeStream())).rejects.toThrow()
  await settled()
  await update('failed', { reason: '488' })
  await refused
  gateway.peer.path('connected')
  call.renewPath()
  await settled()
  expect(gateway.last('session-update').sdp).toBe(fakeSdp('ours', 'audio'))
})

test('another device is sent from without asking anybody, and muted as the one before', async () => {
  const { gateway, call } = await established('audio')
  call.mute('audio', true)
  const headset = fakeTrack('audio')
  await call.replaceTrack(headset)
  expect(gateway.peer.transceivers[0]?.sender.track).toBe(headset)
  expect(headset.enabled).toBe(false)
  expect(gateway.names).not.toContain('session-update')
  await expect(call.replaceTrack(fakeTrack('video'))).rejects.toMatchObject({ message: 'no video is sent' })
})

test('a path that breaks is told, and a new one asked for', async () => {
  const { gateway, call, update } = await established('audio')
  const told: boolean[] = []
  call.on('interrupted', (interrupted) => told.push(interrupted))
  gateway.peer.path('connected')
  gateway.peer.path('failed')
  await settled()
  expect([call.interrupted, gateway.peer.restarts, gateway.names.at(-1)]).toEqual([true, 1, 'session-update'])
  await update('accepted', { sdp: fakeSdp('theirs', 'audio') })
  gateway.peer.path('connected')
  expect([call.interrupted, told]).toEqual([false, [true, false]])
})

test('a path that stays away ends the call, and the gateway is told', async () => {
  const { gateway, call } = await established('audio')
  gateway.peer.path('connected')
  gateway.peer.path('disconnected')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(call.state).toMatchObject({ kind: 'terminated', cause: { kind: 'media' } })
  expect(gateway.names.at(-1)).toBe('session-terminate')
})
