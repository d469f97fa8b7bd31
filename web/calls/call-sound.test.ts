import { settled } from '@weft/client/fake-call'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptureError } from '../media/capture.ts'
import { fakeCalls } from './fake-calls.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('another microphone takes the place of the one before, muted as that was, without asking anybody', async () => {
  const { gateway, established, devices, sent, live } = await fakeCalls()
  const call = await established('audio')
  call.sound.toggle()
  await call.sound.renew()
  expect(sent('audio')).toBe(devices.given[1]?.getAudioTracks()[0])
  expect([sent('audio')?.enabled, live()]).toEqual([false, [false, true]])
  expect(gateway.names).not.toContain('session-update')
})

test('a microphone that is unplugged is replaced by another one, and that is told', async () => {
  const { established, devices, sent } = await fakeCalls()
  const call = await established('audio')
  devices.given[0]?.getAudioTracks()[0]?.dispatchEvent(new Event('ended'))
  await settled()
  expect(sent('audio')).toBe(devices.given[1]?.getAudioTracks()[0])
  expect(call.notice.value).toMatch(/microphone was disconnected.*goes on/)
})

test('where there is no other microphone, that is told', async () => {
  const { established, devices } = await fakeCalls()
  const call = await established('audio')
  vi.spyOn(devices, 'capture').mockRejectedValue(new CaptureError('none', { failure: 'missing' }))
  devices.given[0]?.getAudioTracks()[0]?.dispatchEvent(new Event('ended'))
  await settled()
  expect(call.notice.value).toMatch(/nobody hears you/)
})

test('a microphone that comes once the call is over is switched off again', async () => {
  const { calls, established, live } = await fakeCalls()
  const call = await established('audio')
  const renewing = call.sound.renew()
  calls.hangUp(call)
  await renewing
  expect(live()).toEqual([false, false])
})
