import { fakeStream } from '@weft/client/fake-media'
import { expect, test } from 'vitest'
import { CaptureError, deviceCapture, release } from './capture.ts'

const devices = (getUserMedia: () => Promise<MediaStream>) => ({ getUserMedia }) as MediaDevices
const none = () => ({ microphone: null, camera: null })
const refusing = (name: string) => devices(() => Promise.reject(new DOMException('no', name)))
const both = { audio: true, video: true }

test.each([
  ['NotAllowedError', 'not allowed to use the microphone or camera'],
  ['NotFoundError', 'No microphone or camera was found'],
  ['NotReadableError', 'Another program may be using it'],
  ['TypeError', 'cannot be used'],
])('%s is explained: %s', async (name, words) => {
  const attempt = deviceCapture(refusing(name), none)(both)
  await expect(attempt).rejects.toThrow(CaptureError)
  await expect(attempt).rejects.toThrow(words)
})

test('a page without a secure context is told that it needs one', async () => {
  const attempt = deviceCapture(undefined, none)({ audio: true, video: false })
  await expect(attempt).rejects.toThrow('https or on localhost')
  await expect(attempt).rejects.toMatchObject({ failure: 'insecure' })
})

function recording(stream: MediaStream) {
  const asked: (MediaStreamConstraints | undefined)[] = []
  const getUserMedia = async (constraints?: MediaStreamConstraints) => {
    asked.push(constraints)
    return stream
  }
  return { asked, devices: { getUserMedia } as MediaDevices }
}

test('only what is wanted is asked for, and released at the end', async () => {
  const stream = fakeStream('video')
  const { asked, devices } = recording(stream)
  expect(await deviceCapture(devices, none)({ audio: false, video: true })).toBe(stream)
  expect(asked).toMatchObject([{ audio: false, video: { width: { ideal: 1280 } } }])
  release(stream)
  expect(stream.getTracks().map((track) => track.readyState)).toEqual(['ended'])
})

test('what was chosen is asked for, but for a camera of the other side of a phone', async () => {
  const { asked, devices } = recording(fakeStream('audio', 'video'))
  const capture = deviceCapture(devices, () => ({ microphone: 'mic', camera: 'cam' }))
  await capture(both)
  await capture({ audio: false, video: true, facing: 'environment' })
  expect(asked).toMatchObject([
    { audio: { deviceId: { exact: 'mic' } }, video: { deviceId: { exact: 'cam' } } },
    { video: { facingMode: { ideal: 'environment' } } },
  ])
  expect(asked[1]?.video).not.toHaveProperty('deviceId')
})
