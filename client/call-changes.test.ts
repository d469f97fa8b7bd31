import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { established, settled } from './fake-call.ts'
import { fakeSdp, fakeStream, fakeTrack } from './fake-media.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

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

test('a picture that the other side adds is told once, and one that was there from the beginning is not', async () => {
  const { call, update } = await established('audio')
  const told: unknown[] = []
  call.on('video-added', () => told.push('added'))
  await update('received', { sdp: fakeSdp('theirs', 'audio', 'video') })
  await update('received', { sdp: fakeSdp('theirs', 'audio', 'video') })
  expect(told).toEqual(['added'])
  const video = await established('audio', 'video')
  video.call.on('video-added', () => told.push('again'))
  await video.update('received', { sdp: fakeSdp('theirs', 'audio', 'video') })
  expect(told).toEqual(['added'])
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
