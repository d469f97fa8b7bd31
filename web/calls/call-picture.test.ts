import { settled } from '@weft/client/fake-call'
import { fakeTrack } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptureError } from '../media/capture.ts'
import { fakeCalls } from './fake-calls.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a camera is added to an audio call when the other side agrees', async () => {
  const { established, update, devices } = await fakeCalls()
  const call = await established('audio')
  const adding = call.change(() => call.picture.showCamera())
  await settled()
  expect(call.picture.changing.value).toBe(true)
  await update(call, 'accepted', 'audio', 'video')
  await adding
  expect([call.picture.changing.value, call.picture.kind.value]).toEqual([false, 'camera'])
  expect(call.picture.view.value).toBe(devices.given[1])
  expect(call.remoteMedia.value).toEqual({ audio: true, video: true })
})

test('a camera that the other side does not want is switched off again', async () => {
  const { gateway, established, live } = await fakeCalls()
  const call = await established('audio')
  gateway.reply('session-update', { error: 'Invalid state' })
  await call.change(() => call.picture.showCamera())
  expect(call.notice.value).toMatch(/did not take the change/)
  expect(call.picture.kind.value).toBe('none')
  expect(live()).toEqual([true, false])
})

test('a camera that is switched off is off, and black is sent in its place without asking anybody', async () => {
  const { gateway, established, live, devices, sent } = await fakeCalls()
  const call = await established('audio', 'video')
  await call.picture.darken()
  expect(call.picture.kind.value).toBe('dark')
  expect(call.picture.view.value).toBeNull()
  expect(sent('video')).toBe(devices.given[1]?.getVideoTracks()[0])
  expect(devices.given[0]?.getTracks().map(({ kind, readyState }) => `${kind} ${readyState}`)).toEqual([
    'audio live',
    'video ended',
  ])
  await call.picture.showCamera()
  expect([call.picture.kind.value, live()]).toEqual(['camera', [false, false, true]])
  expect(gateway.names).not.toContain('session-update')
})

test('a picture is taken out of the call, and the camera switched off with it', async () => {
  const { established, update, sent, devices } = await fakeCalls()
  const call = await established('audio', 'video')
  const removing = call.picture.remove()
  await settled()
  await update(call, 'accepted', 'audio')
  await removing
  expect([call.picture.kind.value, call.picture.view.value, sent('video')]).toEqual(['none', null, null])
  expect(devices.given[0]?.getVideoTracks()[0]?.readyState).toBe('ended')
})

test('a screen takes the place of the camera, and gives it back', async () => {
  const { established, devices, sent, live } = await fakeCalls()
  const call = await established('audio', 'video')
  await call.picture.showScreen()
  expect([call.picture.kind.value, sent('video')]).toEqual(['screen', devices.given[1]?.getVideoTracks()[0]])
  await call.picture.stopScreen()
  expect(call.picture.kind.value).toBe('camera')
  expect(live()).toEqual([false, false, true])
})

test('a screen in an audio call is agreed on with the other side, and taken out again when the browser ends it', async () => {
  const { established, update, devices } = await fakeCalls()
  const call = await established('audio')
  const showing = call.picture.showScreen()
  await settled()
  await update(call, 'accepted', 'audio', 'video')
  await showing
  expect(call.picture.kind.value).toBe('screen')
  devices.given[1]?.getVideoTracks()[0]?.dispatchEvent(new Event('ended'))
  await settled()
  await update(call, 'accepted', 'audio')
  expect(call.picture.kind.value).toBe('none')
})

test('a screen that nobody chose changes nothing', async () => {
  const { established, devices } = await fakeCalls()
  const call = await established('audio', 'video')
  vi.spyOn(devices, 'captureScreen').mockResolvedValue(null)
  await call.picture.showScreen()
  expect(call.picture.kind.value).toBe('camera')
})

test('the sound of a screen is sent with that of the microphone, which alone is muted', async () => {
  const { established, devices, sent } = await fakeCalls()
  const call = await established('audio', 'video')
  const [microphone] = devices.given[0]?.getAudioTracks() ?? []
  const screen = await devices.capture({ audio: true, video: true })
  const mixed = fakeTrack('audio')
  vi.spyOn(devices, 'captureScreen').mockResolvedValue(screen)
  vi.spyOn(devices, 'mix').mockReturnValue({ track: mixed, end: () => mixed.stop() })
  await call.picture.showScreen()
  call.sound.toggle()
  expect(sent('audio')).toBe(mixed)
  expect([microphone?.enabled, mixed.enabled]).toEqual([false, true])
  call.setInFront(false)
  expect(mixed.enabled).toBe(false)
  call.setInFront(true)
  await call.picture.stopScreen()
  expect(sent('audio')).toBe(microphone)
  expect([microphone?.enabled, mixed.readyState, screen.getAudioTracks()[0]?.readyState]).toEqual([false, 'ended', 'ended'])
})

test('a camera that is unplugged is replaced by another one, and that is told', async () => {
  const { established, devices, sent } = await fakeCalls()
  const call = await established('audio', 'video')
  devices.given[0]?.getVideoTracks()[0]?.dispatchEvent(new Event('ended'))
  await settled()
  expect(sent('video')).toBe(devices.given[1]?.getVideoTracks()[0])
  expect(call.notice.value).toMatch(/camera was disconnected.*goes on/)
})

test('where there is no other camera, the others see black instead of a picture that stands still', async () => {
  const { established, devices } = await fakeCalls()
  const call = await established('audio', 'video')
  vi.spyOn(devices, 'capture').mockRejectedValue(new CaptureError('none', { failure: 'missing' }))
  devices.given[0]?.getVideoTracks()[0]?.dispatchEvent(new Event('ended'))
  await settled()
  expect(call.picture.kind.value).toBe('dark')
  expect(call.notice.value).toMatch(/black picture/)
})

test('phones have a camera on each side, of which one is open at a time', async () => {
  const { established, devices, live } = await fakeCalls()
  const call = await established('audio', 'video')
  const capture = vi.spyOn(devices, 'capture')
  await call.picture.turnCamera()
  expect(capture).toHaveBeenLastCalledWith({ audio: false, video: true, facing: 'environment' })
  expect([call.picture.facing.value, live().at(-1)]).toEqual(['environment', true])
  capture.mockRejectedValueOnce(new CaptureError('there is only one'))
  await expect(call.picture.turnCamera()).rejects.toThrow('only one')
  expect([call.picture.facing.value, call.picture.kind.value, live().at(-1)]).toEqual(['environment', 'camera', true])
})

test('a call that ends meanwhile leaves no camera on', async () => {
  const { calls, established, live } = await fakeCalls()
  const call = await established('audio')
  const adding = call.change(() => call.picture.showCamera())
  await settled()
  calls.hangUp(call)
  await adding
  expect(live()).toEqual([false, false])
})

test('a screen that is chosen once the call is over is let go of, with its sound', async () => {
  const { calls, established, devices } = await fakeCalls()
  const call = await established('audio', 'video')
  const screen = await devices.capture({ audio: true, video: true })
  const mix = vi.spyOn(devices, 'mix')
  vi.spyOn(devices, 'captureScreen').mockResolvedValue(screen)
  const showing = call.picture.showScreen()
  calls.hangUp(call)
  await showing
  expect(screen.getTracks().map(({ readyState }) => readyState)).toEqual(['ended', 'ended'])
  expect(mix).not.toHaveBeenCalled()
})

test('one change at a time', async () => {
  const { established, devices } = await fakeCalls()
  const call = await established('audio', 'video')
  await Promise.all([call.picture.showScreen(), call.picture.darken()])
  expect([call.picture.kind.value, devices.given.length]).toEqual(['screen', 2])
})
