import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RawHttp } from './support/raw-http.ts'
import { RoomFileServer, TEAM } from './support/room-file-server.ts'

let outer: string
let server: RoomFileServer
beforeEach(async () => {
  outer = mkdtempSync(join(tmpdir(), 'weft-outer-'))
  writeFileSync(join(outer, 'secret.txt'), 'secret')
  server = await RoomFileServer.start({ directory: join(outer, 'files') })
})
afterEach(async () => {
  await server.stop()
  rmSync(outer, { recursive: true })
})

/** Paths of all files and folders there are. */
function everything(): string[] {
  return readdirSync(outer, { recursive: true, encoding: 'utf8' })
}

async function asked(method: string, path: string): Promise<number> {
  const body = method === 'POST' ? ['Content-Length: 0'] : []
  const request = await RawHttp.open(server.url, [`${method} /webrtcgateway/filesharing/${path} HTTP/1.1`, ...body])
  const status = await request.status()
  request.drop()
  return status
}

test.each([
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2fsecret.txt',
  '..%5c..%5csecret.txt',
  '..%252fsecret.txt',
  'a%00b',
  '%2fetc%2fpasswd',
  '.incoming',
  'temporary',
  'meta-a.png',
  '%c0%ae%c0%ae%c0%af',
  '%zz',
  'x'.repeat(3000),
])('[12.84] %s in any part of a path leads nowhere', async (trick) => {
  await server.upload('a.png')
  const before = server.onDisk
  for (const path of [`${trick}/s1/a.png`, `${TEAM}/${trick}/a.png`, `${TEAM}/s1/${trick}`, `${TEAM}%2f${trick}/s1/a.png`])
    for (const method of ['GET', 'HEAD']) expect([400, 403, 404, 414]).toContain(await asked(method, path))
  for (const path of [`${trick}/s1/a.png`, `${TEAM}/${trick}/a.png`, `${TEAM}%2f${trick}/s1/a.png`])
    expect([400, 403, 404, 414]).toContain(await asked('POST', path))
  await asked('POST', `${TEAM}/s1/${trick}`)
  for (const path of server.onDisk.filter((one) => !before.includes(one))) expect(path).toMatch(/^temporary\/[0-9a-f]{32}\/[^.]/)
  expect(readdirSync(outer).sort()).toEqual(['files', 'secret.txt'])
})

test.each([
  './room@conference.example.com',
  '../secret@conference.example.com',
  'a/../../room@conference.example.com',
  'room@conference.example.com;x=/../',
  'Room@conference.example.com',
  '.incoming',
  '..',
  '',
])('[12.84] a room that is called %j, by whatever mistake, has no folder of that name', async (name) => {
  writeFileSync(join(server.directory, 'kept'), 'kept')
  const before = everything().sort()
  const uploader = () => ({ uri: 'alice@example.com', displayName: '' })
  const upload = { name: 'a.png', session: 's1', size: 0, address: '192.0.2.1', abort: () => {}, uploader }
  for (const persistent of [true, false]) {
    const room = server.begin(name, persistent)
    await room.files.load()
    const received = await room.files.receive({ ...upload, body: (async function* () {})() })
    expect(received).toEqual(persistent ? 'forbidden' : expect.objectContaining({ name: 'a.png' }))
    const added = everything().filter((path) => !before.includes(path))
    for (const path of added) expect(path).toMatch(/^files\/temporary(?:\/[0-9a-f]{32}(?:\/(?:meta-)?a\.png)?)?$/)
    await server.end(name)
  }
  expect(everything().sort()).toEqual(before)
})

test('a room whose folder is a link has no files, and removes none', async () => {
  const elsewhere = join(outer, 'elsewhere')
  mkdirSync(elsewhere)
  for (const name of ['a.png', 'meta-a.png'])
    writeFileSync(join(elsewhere, name), JSON.stringify({ uploader: { uri: 'alice@example.com' }, session: 's1' }))
  symlinkSync(elsewhere, join(server.directory, TEAM))
  const room = server.begin(TEAM, true)
  room.join('s1')
  await room.files.load()
  expect(room.files.list()).toEqual([])
  expect(await server.upload('b.png')).toBe(500)
  await server.end()
  expect(readdirSync(elsewhere).sort()).toEqual(['a.png', 'meta-a.png'])
  rmSync(join(server.directory, TEAM))
})

test('a link in place of what rooms leave behind leads nowhere when that is cleared', async () => {
  symlinkSync(outer, join(server.directory, 'temporary'))
  const next = await RoomFileServer.start({ directory: server.directory })
  expect(readFileSync(join(outer, 'secret.txt'), 'utf8')).toBe('secret')
  await next.halt()
})
