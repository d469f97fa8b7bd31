import { expect, test } from 'vitest'
import { ChatVolume, WEB_VOLUME } from './chat-volume.ts'

const MEGA = 1_000_000

test('some pictures may be shown at once, and then one every few seconds', () => {
  const volume = new ChatVolume(WEB_VOLUME, 0)
  expect([1, 2, 3, 4].map(() => volume.take(MEGA, 0))).toEqual([true, true, true, false])
  expect(volume.take(MEGA, 1_000)).toBe(false)
  expect(volume.take(MEGA, 5_000)).toBe(true)
  expect(volume.take(MEGA, 5_000)).toBe(false)
})

test('who says something very long waits for longer, and who is silent for long gets no more than at first', () => {
  const volume = new ChatVolume(WEB_VOLUME, 0)
  expect(volume.take(10 * MEGA, 0)).toBe(true)
  expect(volume.take(1, 30_000)).toBe(false)
  expect(volume.take(1, 31_000)).toBe(true)
  expect([1, 2, 3, 4].map(() => volume.take(MEGA, 9_000_000))).toEqual([true, true, true, false])
})

test('text is never held back at the speed at which people write', () => {
  const volume = new ChatVolume(WEB_VOLUME, 0)
  for (let second = 0; second < 1_000; second++) expect(volume.take(10_000, second * 1_000)).toBe(true)
})
