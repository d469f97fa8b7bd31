import { fakeStream } from '@weft/client/fake-media'
import { expect, test } from 'vitest'
import { CaptureError, deviceCapture, release } from './capture.ts'

const devices = (getUserMedia: () => Promise<MediaStream>) => ({ getUserMedia }) as MediaDevices
const refusing = (name: string) => devices(() => Promise.reject(new DOMException('no', name)))
const both = { audio: true, video: true }

test.each([
  ['NotAllowedError', 'not allowed to use the microphone or camera'],
  ['NotFoundError', 'No microphone or camera was found'],
  ['NotReadableError', 'Another program may be using it'],
  ['TypeError', 'cannot be used'],
])('%s is explained: %s', async (name, words) => {
  const attempt = deviceCapture(refusing(name))(both)
  await expect(attempt).rejects.toThrow(CaptureError)
  await expect(attempt).rejects.toThrow(words)
})

test('a page without a secure context is told that it needs one', async () => {
  await expect(deviceCapture(undefined)({ audio: true, video: false })).rejects.toThrow('https or on localhost')
})

test('only what is wanted is asked for, and released at the end', async () => {
  const asked: (MediaStreamConstraints | undefined)[] = []
  const stream = fakeStream('video')
  const capture = deviceCapture({
    getUserMedia: async (constraints) => {
      asked.push(constraints)
      return stream
    },
  } as MediaDevices)
  expect(await capture({ audio: false, video: true })).toBe(stream)
  expect(asked).toMatchObject([{ audio: false, video: { width: { ideal: 1280 } } }])
  release(stream)
  expect(stream.getTracks().map((track) => track.readyState)).toEqual(['ended'])
})
