import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeGateway } from './fake-gateway.ts'
import { httpBase, upload } from './upload.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const url = 'https://gateway.example/webrtcgateway/filetransfer/a/b/c/d'
const file = new Blob(['hello'])

test('what the gateway says of a file that it does not take is told with its status', async () => {
  const gateway = new FakeGateway()
  const uploading = upload(gateway.platform, url, file)
  gateway.upload.answer(413, 'The file is too large')
  await expect(uploading).rejects.toMatchObject({ kind: 'refused', message: '413 The file is too large' })
})

test('a connection that breaks is no refusal', async () => {
  const gateway = new FakeGateway()
  const uploading = upload(gateway.platform, url, file)
  gateway.upload.fail()
  await expect(uploading).rejects.toMatchObject({ kind: 'disconnected', message: 'network error' })
})

test('an upload can be given up, before it begins and while it goes on', async () => {
  const gateway = new FakeGateway()
  const giveUp = new AbortController()
  const uploading = upload(gateway.platform, url, file, { signal: giveUp.signal })
  giveUp.abort()
  await expect(uploading).rejects.toMatchObject({ kind: 'aborted' })
  expect(gateway.upload.aborted).toBe(true)
  await expect(upload(gateway.platform, url, file, { signal: giveUp.signal })).rejects.toMatchObject({ kind: 'aborted' })
  expect(gateway.uploads).toHaveLength(1)
})

test('an upload that gets nowhere for two minutes is given up; a slow one is not', async () => {
  const gateway = new FakeGateway()
  const uploading = upload(gateway.platform, url, file)
  const outcome = expect(uploading).rejects.toMatchObject({ kind: 'timeout' })
  await vi.advanceTimersByTimeAsync(119_000)
  gateway.upload.progress(1)
  await vi.advanceTimersByTimeAsync(119_000)
  expect(gateway.upload.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(1_000)
  await outcome
  expect(vi.getTimerCount()).toBe(0)
})

test('files are beside the WebSocket', () => {
  expect(httpBase('wss://gateway.example/webrtcgateway/ws?x=1')).toBe('https://gateway.example/webrtcgateway')
  expect(httpBase('ws://localhost:10888/webrtcgateway/ws')).toBe('http://localhost:10888/webrtcgateway')
})
