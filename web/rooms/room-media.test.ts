import { fakeStream } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptureError } from '../media/capture.ts'
import { join, settled } from './room.test-scene.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

test('a camera that was not there when the room was joined is asked for when it is switched on, and given back when it is off', async () => {
  const { room, devices, sent, enabled, live } = await join({ camera: false })
  expect([room.media.camera.value, room.media.picture.value]).toEqual([false, null])
  await room.media.toggleCamera()
  expect(room.media.picture.value).toBe(devices.given[1])
  expect(sent()).toBe(devices.given[1]?.getVideoTracks()[0])
  await room.media.toggleCamera()
  await settled()
  expect([room.media.picture.value, enabled(), live()]).toEqual([null, [true, false], [true, false, true]])
  expect(sent()).toBe(devices.given[2]?.getVideoTracks()[0]) // black
})

test('a microphone that was not there is asked for when it is switched on; where there is none, that is said', async () => {
  const { gateway, room, devices } = await join({ microphone: false, camera: false })
  expect(room.media.microphone.value).toBe(false)
  vi.spyOn(devices, 'capture').mockRejectedValueOnce(new CaptureError('No microphone was found.'))
  room.toggleMicrophone()
  await settled()
  expect([room.media.microphone.value, room.problem.value]).toEqual([false, 'No microphone was found.'])
  room.toggleMicrophone()
  await settled()
  expect(room.media.microphone.value).toBe(true)
  expect(gateway.peers[0]?.transceivers[0]?.sender.track).toBe(devices.given[0]?.getAudioTracks()[0])
})

test('the screen takes the place of the camera, until it is ended here or by the browser', async () => {
  const { room, devices, sent, live } = await join()
  const camera = sent()
  await room.toggleScreen()
  expect(room.media.sharing.value).toBe(true)
  expect(sent()).toBe(devices.given[1]?.getVideoTracks()[0])
  sent()?.dispatchEvent(new Event('ended'))
  await settled()
  expect([room.media.sharing.value, sent() === camera, live()]).toEqual([false, true, [true, false]])
})

test('a screen is seen where the camera is off, and something black after it', async () => {
  const { room, devices, sent, enabled } = await join({ camera: false })
  await room.toggleScreen()
  expect(enabled()).toEqual([true, true])
  await room.toggleScreen()
  await settled()
  expect(sent()).toBe(devices.given.at(-1)?.getVideoTracks()[0])
  expect([sent()?.enabled, room.media.picture.value]).toEqual([false, null])
})

test('in a room without pictures the camera is given back', async () => {
  const { room, devices } = await join({ pictures: false })
  expect([room.hasPictures.value, room.media.picture.value]).toEqual([false, null])
  expect(devices.given[0]?.getTracks().map(({ kind, readyState }) => `${kind} ${readyState}`)).toEqual([
    'audio live',
    'video ended',
  ])
})

test('what a shared screen plays is heard beside the microphone, also while that is off', async () => {
  const { gateway, room, devices } = await join({ camera: false })
  const microphone = devices.given[0]?.getAudioTracks()[0]
  const screen = fakeStream('audio', 'video')
  vi.spyOn(devices, 'captureScreen').mockResolvedValue(screen)
  const sent = () => gateway.peers[0]?.transceivers[0]?.sender.track
  await room.toggleScreen()
  const mixed = sent()
  expect([mixed === microphone, mixed?.readyState]).toEqual([false, 'live'])
  room.toggleMicrophone()
  expect([sent() === mixed, mixed?.enabled, microphone?.enabled]).toEqual([true, true, false])
  await room.toggleScreen()
  expect([sent() === microphone, microphone?.enabled, mixed?.readyState]).toEqual([true, false, 'ended'])
})

test('choosing no screen changes nothing', async () => {
  const { gateway, room, devices } = await join()
  vi.spyOn(devices, 'captureScreen').mockResolvedValue(null)
  await room.toggleScreen()
  expect([room.media.sharing.value, room.problem.value]).toEqual([false, null])
  expect(gateway.names).not.toContain('videoroom-configure')
})

test('another microphone that is chosen is heard from then on, muted if the one before was', async () => {
  const { gateway, room, devices } = await join({ camera: false })
  room.toggleMicrophone()
  devices.choice.choose('microphone', 'headset')
  await settled()
  expect(gateway.peers[0]?.transceivers[0]?.sender.track).toBe(devices.given[1]?.getAudioTracks()[0])
  expect([room.media.microphone.value, devices.given[1]?.getAudioTracks()[0]?.enabled]).toEqual([false, false])
  devices.choice.choose('speaker', 'box')
  await settled()
  expect(devices.given).toHaveLength(2)
})

test('a microphone that is unplugged is replaced by another one', async () => {
  const { gateway, devices } = await join({ camera: false })
  devices.given[0]?.getAudioTracks()[0]?.dispatchEvent(new Event('ended'))
  await settled()
  expect(gateway.peers[0]?.transceivers[0]?.sender.track).toBe(devices.given[1]?.getAudioTracks()[0])
})

test('in a room that is set aside nobody is heard or seen, whatever is switched on there', async () => {
  const { room, enabled } = await join()
  room.media.setInFront(false)
  expect(enabled()).toEqual([false, false])
  room.toggleMicrophone()
  room.toggleMicrophone()
  expect(enabled()).toEqual([false, false])
  room.media.setInFront(true)
  expect(enabled()).toEqual([true, true])
})
