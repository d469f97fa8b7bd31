import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConferenceFiles, type SharedFile } from './conference-files.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const base = 'https://gateway.example/webrtcgateway/filesharing/tea%40example.com/own'

function sharing() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  return { gateway, files: new ConferenceFiles(connection, 'tea@example.com', 'own') }
}

test('files are told once each, and kept in a list', () => {
  const { gateway, files } = sharing()
  const told: (readonly SharedFile[])[] = []
  files.on('added', (added) => told.push(added))
  const uploader = { uri: 'bob@example.com', display_name: 'Bob' }
  const file = (filename: string) => ({ filename, filesize: 5, uploader, session: 'bob-1' })
  const say = (...names: string[]) =>
    gateway.say({ sylkrtc: 'videoroom-event', session: 'own', event: 'file-sharing', files: names.map(file) })
  say('a.txt')
  say('a.txt', 'b.txt')
  say('b.txt')
  expect(told.map((added) => added.map(({ name }) => name))).toEqual([['a.txt'], ['b.txt']])
  expect(files.list[0]).toEqual({ name: 'a.txt', size: 5, uploader: { uri: uploader.uri, displayName: 'Bob' }, session: 'bob-1' })
})

test('files are uploaded to and fetched from beside the WebSocket, under the own room session', async () => {
  const { files } = sharing()
  const fetching = vi.fn(async () => new Response('OK'))
  vi.stubGlobal('fetch', fetching)
  const content = new Blob(['hello'])
  await files.upload('a b/ü?.txt', content)
  expect(fetching).toHaveBeenCalledWith(`${base}/a%20b%2F%C3%BC%3F.txt`, { method: 'POST', body: content })
  expect(files.url('c.txt')).toBe(`${base}/c.txt`)
})

test('an upload that the gateway refuses, or that never got there, rejects', async () => {
  const { files } = sharing()
  vi.stubGlobal('fetch', async () => new Response('', { status: 403, statusText: 'Forbidden' }))
  await expect(files.upload('a.txt', new Blob([]))).rejects.toMatchObject({ kind: 'refused', message: '403 Forbidden' })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network error')))
  await expect(files.upload('a.txt', new Blob([]))).rejects.toMatchObject({ kind: 'disconnected' })
})
