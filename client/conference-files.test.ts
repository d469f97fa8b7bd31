import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConferenceFiles, type SharedFile } from './conference-files.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

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
  const { gateway, files } = sharing()
  const content = new Blob(['hello'])
  const shares: number[] = []
  const uploading = files.upload('a b/ü?.txt', content, { progress: (share) => shares.push(share) })
  expect(gateway.upload).toMatchObject({ url: `${base}/a%20b%2F%C3%BC%3F.txt`, body: content })
  gateway.upload.progress(3)
  gateway.upload.progress(5)
  gateway.upload.answer(200, 'OK')
  await uploading
  expect(shares).toEqual([0.6, 1])
  expect(files.url('c.txt')).toBe(`${base}/c.txt`)
})
