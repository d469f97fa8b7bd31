import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { RawHttp } from './support/raw-http.ts'
import { RoomFileServer, TEAM } from './support/room-file-server.ts'
import { eventually } from './support/telephony.ts'

let server: RoomFileServer
afterEach(() => server.stop())

const KB = 1024

/** The status of an upload that says it has so many bytes, and of which none comes. */
async function announced(size: number): Promise<number> {
  const upload = await RawHttp.upload(server.urlOf('a.bin'), size)
  const status = await upload.status()
  upload.drop()
  return status
}

test('an upload that says how long it is is taken, and no other', async () => {
  server = await RoomFileServer.start()
  const head = [`POST ${new URL(server.urlOf('a.png')).pathname} HTTP/1.1`, 'Transfer-Encoding: chunked']
  const chunked = await RawHttp.open(server.url, head)
  expect(await chunked.status()).toBe(411)
  chunked.drop()
  expect(await server.upload('empty.txt', '')).toBe(200)
  expect(await server.download('empty.txt')).toEqual([200, ''])
})

test('what is too large for a file, a room or the disk is refused before it comes', async () => {
  server = await RoomFileServer.start({ files: { maxFileSize: 200 * KB, quotaPerRoom: 100 * KB } })
  expect(await announced(201 * KB)).toBe(413)
  expect(await announced(101 * KB)).toBe(507)
  expect(await server.upload('a.bin', new Uint8Array(60 * KB))).toBe(200)
  expect(await announced(60 * KB)).toBe(507)
  await server.end()
  server.begin(TEAM).join('s1')
  expect(await server.upload('a.bin', new Uint8Array(60 * KB))).toBe(200)
  await server.stop()
  server = await RoomFileServer.start({ files: { keepFree: Number.MAX_SAFE_INTEGER } })
  expect(await announced(1)).toBe(507)
})

test('what a persistent room has already counts, once', async () => {
  server = await RoomFileServer.start({ files: { quotaPerRoom: 100 * KB } })
  for (let life = 0; life < 3; life++) {
    server.begin(TEAM, true).join('s1')
    expect(await server.upload('a.bin', new Uint8Array(60 * KB))).toBe(life === 0 ? 200 : 507)
    expect(await server.upload('b.bin', new Uint8Array(1 * KB))).toBe(life === 2 ? 507 : 200)
    await server.end()
  }
})

test('uploads that are refused or break off give back what was kept free for them', async () => {
  server = await RoomFileServer.start({ files: { quotaPerRoom: 100 * KB } })
  const upload = await RawHttp.upload(server.urlOf('a.bin'), 60 * KB)
  await upload.send('hello')
  await eventually('something has come', () => server.onDisk.length > 0)
  expect(await announced(60 * KB)).toBe(507)
  upload.drop()
  await eventually('nothing is left', () => server.onDisk.length === 0)
  expect(await server.upload('a.bin', new Uint8Array(60 * KB))).toBe(200)
})

test('a room has so many files and no more', async () => {
  server = await RoomFileServer.start()
  server.begin(TEAM, true).join('s1')
  expect(await server.upload('a.txt')).toBe(200)
  const folder = join(server.directory, TEAM)
  const note = JSON.stringify({
    filename: 'x',
    filesize: 1,
    uploader: { uri: 'alice@example.com', display_name: '' },
    session: 's1',
  })
  for (let number = 0; number < 1_001; number++) {
    writeFileSync(join(folder, `${number}.txt`), 'x')
    writeFileSync(join(folder, `meta-${number}.txt`), note)
  }
  for (const name of ['a.txt', '500.txt']) utimesSync(join(folder, name), 1_000, 1_000)
  await server.end()
  const room = server.begin(TEAM, true)
  room.join('s1')
  await room.files.load()
  expect(room.files.list()).toHaveLength(1_000)
  // The oldest are those that nobody asks for any more.
  const names = room.files.list().map(({ name }) => name)
  expect(names.filter((name) => ['a.txt', '500.txt'].includes(name))).toEqual([])
  expect(await server.upload('b.txt')).toBe(507)
})

test('so many uploads at a time are taken from one place', async () => {
  server = await RoomFileServer.start()
  const uploads = await Promise.all(Array.from({ length: 32 }, () => RawHttp.upload(server.urlOf('a.bin'), 10)))
  for (const upload of uploads) await upload.send('hello')
  await eventually('all are under way', () => server.onDisk.length === 32)
  const refused = await fetch(server.urlOf('a.bin'), { method: 'POST', body: 'x' })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30'])
  for (const upload of uploads) upload.drop()
  await eventually('they are over', () => server.onDisk.length === 0)
  expect(await server.upload('a.bin')).toBe(200)
})
