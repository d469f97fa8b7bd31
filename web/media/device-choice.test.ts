import { expect, test } from 'vitest'
import { fakeShelf } from '../shell/shelf.ts'
import { DeviceChoice } from './device-choice.ts'

const device = (kind: MediaDeviceKind, deviceId: string) =>
  ({ kind, deviceId, label: `the ${deviceId}`, groupId: '' }) as MediaDeviceInfo

function source(...devices: MediaDeviceInfo[]) {
  const events = new EventTarget()
  return Object.assign(events, { enumerateDevices: async () => devices })
}

test('devices are known by kind, and looked for again when one comes or goes', async () => {
  const there = [device('audioinput', 'mic'), device('videoinput', 'cam')]
  const events = source(...there)
  const choice = new DeviceChoice(events, fakeShelf())
  await choice.refresh()
  expect(choice.known.value).toEqual({
    microphone: [{ id: 'mic', label: 'the mic' }],
    camera: [{ id: 'cam', label: 'the cam' }],
    speaker: [],
  })
  events.enumerateDevices = async () => [device('audiooutput', 'box')]
  events.dispatchEvent(new Event('devicechange'))
  await expect.poll(() => choice.known.value.speaker).toEqual([{ id: 'box', label: 'the box' }])
  expect(choice.known.value.microphone).toEqual([])
})

test('a chosen device counts while it is there', async () => {
  const events = source(device('audioinput', 'mic'))
  const choice = new DeviceChoice(events, fakeShelf())
  choice.choose('microphone', 'mic')
  expect(choice.present('microphone')).toBeNull()
  await choice.refresh()
  expect(choice.present('microphone')).toBe('mic')
  events.enumerateDevices = async () => []
  await choice.refresh()
  expect([choice.present('microphone'), choice.chosen.value.microphone]).toEqual([null, 'mic'])
})

test('devices without an id, which browsers show before they are allowed, are none', async () => {
  const choice = new DeviceChoice(source(device('audioinput', '')), fakeShelf())
  await choice.refresh()
  expect(choice.known.value.microphone).toEqual([])
})

test('a choice is there again at the next visit', () => {
  const shelf = fakeShelf()
  new DeviceChoice(source(), shelf).choose('camera', 'cam')
  expect(new DeviceChoice(source(), shelf).chosen.value).toEqual({ microphone: null, camera: 'cam', speaker: null })
})

test('what was kept is not believed to be a choice', () => {
  for (const kept of ['7', '"mic"', '{"camera":{}}', '[]', '{"camera":""}']) {
    expect(new DeviceChoice(undefined, fakeShelf(new Map([['weft.devices', kept]]))).chosen.value.camera).toBeNull()
  }
})

test('a page without devices knows none', async () => {
  const choice = new DeviceChoice(undefined, fakeShelf())
  await choice.refresh()
  expect(choice.known.value.microphone).toEqual([])
})
