import { expect, test } from 'vitest'
import { fakeSdp, fakeStream, fakeTrack } from '../fake-media.ts'
import type { Call } from './call.ts'
import { settled, startApplication } from './fake-application.ts'

async function dial() {
  const application = await startApplication()
  const stream = fakeStream('audio', 'video')
  const pcConfig = { iceServers: [{ urls: 'stun:stun.example' }] }
  const call = application.account.call('bob@example.com', {
    localStream: stream,
    headers: [{ name: 'X-A', value: 'b' }],
    pcConfig,
  })
  const told: unknown[][] = []
  call.on('stateChanged', (...change) => told.push(change))
  await settled()
  const state = async (fields: object) => {
    application.gateway.say({ sylkrtc: 'session-event', session: call.id, event: 'state', ...fields })
    await settled()
  }
  return { ...application, call, stream, pcConfig, told, state }
}

test('an outgoing call is told state by state, and ends with the reason as it was given', async () => {
  const { gateway, call, pcConfig, told, state } = await dial()
  expect(gateway.last('session-create')).toMatchObject({ uri: 'bob@example.com', headers: [{ name: 'X-A', value: 'b' }] })
  expect(gateway.peer.configuration).toEqual(pcConfig)
  await state({ state: 'progress' })
  await state({ state: 'ringing' })
  await state({ state: 'accepted', sdp: fakeSdp('bob', 'audio', 'video'), call_id: 'c1' })
  await state({ state: 'established' })
  expect([call.callId, call.remoteMediaDirections]).toEqual(['c1', { audio: ['sendrecv'], video: ['sendrecv'] }])
  await state({ state: 'terminated', reason: '486 Busy Here' })
  expect(told).toEqual([
    [null, 'progress', {}],
    ['progress', 'ringing', {}],
    ['ringing', 'accepted', {}],
    ['accepted', 'established', {}],
    ['established', 'terminated', { reason: '486 Busy Here' }],
  ])
})

test('a call that is ended here has ended well, and what it sent is stopped', async () => {
  const { gateway, call, stream, told } = await dial()
  call.terminate()
  expect(told).toEqual([[null, 'terminated', { reason: '200 OK' }]])
  expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(['ended', 'ended'])
  expect(gateway.last('session-terminate')).toMatchObject({ session: call.id })
})

test('streams of both sides are told, the other one’s once', async () => {
  const { call, stream, state } = await dial()
  const remote: MediaStream[] = []
  call.on('streamAdded', (added) => remote.push(added))
  await state({ state: 'accepted', sdp: fakeSdp('bob', 'audio', 'video'), call_id: 'c1' })
  expect([remote, call.getLocalStreams()]).toEqual([call.getRemoteStreams(), [stream]])
})

test('a screen takes the place of the camera, which comes back', async () => {
  const { call, stream, state } = await dial()
  await state({ state: 'accepted', sdp: fakeSdp('bob', 'audio', 'video'), call_id: 'c1' })
  const [camera] = stream.getVideoTracks()
  const screen = fakeTrack('video')
  call.startScreensharing(screen)
  await settled()
  expect([call.sharingScreen, call.getSenders().at(-1)?.track === screen]).toEqual([true, true])
  call.stopScreensharing()
  await settled()
  expect([call.sharingScreen, call.getSenders().at(-1)?.track === camera, screen.readyState]).toEqual([false, true, 'ended'])
})

test('a call that comes in is told with its media, and can be answered once', async () => {
  const { gateway, account } = await startApplication()
  const told: [Call, object][] = []
  account.on('incomingCall', (...incoming) => told.push(incoming))
  const originator = { uri: 'bob@example.com', display_name: 'Bob' }
  gateway.say({
    ...{ sylkrtc: 'account-event', account: account.id, event: 'incoming-session', session: 's1', originator },
    ...{ sdp: fakeSdp('bob', 'audio'), call_id: 'c1', headers: { 'X-A': 'b' } },
  })
  const [[call, media] = []] = told
  expect([media, String(call?.remoteIdentity), call?.headers]).toEqual([
    { audio: true, video: false },
    'Bob <bob@example.com>',
    [{ name: 'X-A', value: 'b' }],
  ])
  call?.answer({ localStream: fakeStream('audio') })
  expect(() => call?.answer()).toThrow(/not to be answered/)
  await settled()
  expect(gateway.last('session-answer')).toMatchObject({ session: 's1' })
})

test('a message within a call is told until it is delivered', async () => {
  const { gateway, call, state } = await dial()
  await state({ state: 'accepted', sdp: fakeSdp('bob', 'audio'), call_id: 'c1' })
  await state({ state: 'established' })
  const told: unknown[][] = []
  call.on('messageStateChanged', (...change) => told.push(change))
  call.on('incomingMessage', ({ content, sender }) => told.push([content, String(sender)]))
  const message = call.sendMessage('hello', 'text/plain')
  const say = (event: string, fields: object) => gateway.say({ sylkrtc: 'session-event', session: call.id, event, ...fields })
  say('disposition-notification', { message_id: message.id, message_timestamp: '', state: 'accepted', code: 200, reason: 'OK' })
  await settled()
  const sender = { uri: 'bob@example.com', display_name: '' }
  say('message', { message_id: 'm1', content: 'hi', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z', sender })
  expect(told).toEqual([
    [message.id, 'accepted', { reason: 'OK', code: 200 }],
    ['hi', 'bob@example.com'],
  ])
})
