import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RawHttp } from './support/raw-http.ts'
import { RoomFileServer, TEAM } from './support/room-file-server.ts'
import { eventually } from './support/telephony.ts'

let server: RoomFileServer
beforeEach(async () => {
  server = await RoomFileServer.start()
})
afterEach(() => server.stop())

const OWN_FOLDER = /^temporary\/[0-9a-f]{32}\/(meta-)?a\.png$/

/** An upload of which five bytes of ten are here. */
async function half(name: string, session = 's1'): Promise<RawHttp> {
  const before = server.onDisk.length
  const upload = await RawHttp.upload(server.urlOf(name, session), 10)
  await upload.send('hello')
  await eventually('something has come', () => server.onDisk.length > before)
  return upload
}

test('[12.82] files go with their room, and the next one of that name begins without any', async () => {
  await server.upload('a.png')
  for (const path of server.onDisk) expect(path).toMatch(OWN_FOLDER)
  const { files } = server.team
  await server.end()
  expect(server.onDisk).toEqual([])
  expect(readdirSync(server.directory)).toEqual(['.incoming'])
  expect(files.list()).toEqual([])
  expect((await server.download('a.png'))[0]).toBe(403)
  server.begin(TEAM).join('s1')
  expect(server.team.files.list()).toEqual([])
  expect((await server.download('a.png'))[0]).toBe(404)
  await server.upload('a.png', 'new')
  expect(await server.download('a.png')).toEqual([200, 'new'])
})

test('[12.82] uploads that are under way when their room ends are broken off, and nothing is left of them', async () => {
  const upload = await half('a.png')
  const { team } = server
  await server.end()
  expect(await upload.ended()).toBe('')
  expect(server.onDisk).toEqual([])
  expect(team.told).toEqual([])
})

test('a download goes on to its end although the room is over', async () => {
  const body = new Uint8Array(16 * 1024 * 1024).fill(7)
  await server.upload('a.bin', body)
  const response = await fetch(server.urlOf('a.bin'))
  await server.end()
  expect(server.onDisk).toEqual([])
  expect((await response.arrayBuffer()).byteLength).toBe(body.byteLength)
})

test('whoever leaves while a file is coming has nobody to share it with any more', async () => {
  server.team.join('s2')
  const upload = await half('a.png', 's2')
  server.team.members.delete('s2')
  await upload.send('world')
  expect(await upload.status()).toBe(403)
  upload.drop()
  await eventually('nothing is left', () => server.onDisk.length === 0)
  expect(server.team.told).toEqual([])
})

test('a room that begins while one of its name is still closing keeps its files apart', async () => {
  await server.upload('a.png', 'old')
  const closing = server.end()
  server.begin(TEAM).join('s1')
  await server.upload('a.png', 'new')
  await closing
  expect(await server.download('a.png')).toEqual([200, 'new'])
  expect(server.onDisk).toHaveLength(2)
})

test('files of a persistent room outlive it, and are there for the next one', async () => {
  server.begin(TEAM, true).join('s1')
  for (const name of ['b.png', 'a.png', 'b.png']) await server.upload(name)
  const before = server.team.files.list()
  // A file system tells apart no more than some milliseconds.
  for (const [place, { name }] of before.entries()) utimesSync(join(server.directory, TEAM, name), 1_000 + place, 1_000 + place)
  await server.end()
  expect(server.onDisk).toContain(`${TEAM}/meta-b-1.png`)
  const next = server.begin(TEAM, true)
  await next.files.load()
  expect(next.files.list()).toEqual(before)
  next.join('s7')
  await server.upload('a.png', 'more', 's7')
  expect(next.told.map(({ name }) => name)).toEqual(['a-1.png'])
  // Whoever shared one is nobody whom this room has seen.
  expect(next.hasSeen('s1')).toBe(false)
  expect(await server.download('a.png', 's1')).toEqual([200, 'hello'])
})

test('what a persistent room was just keeping when it ended is there for the next one, or nowhere', async () => {
  for (let round = 0; round < 10; round++) {
    const room = server.begin(TEAM, true)
    room.join('s1')
    await room.files.load()
    const before = room.files.list().length
    const upload = await RawHttp.upload(server.urlOf('a.png'), 10)
    await upload.send('hello')
    await Promise.all([upload.send('world'), server.end()])
    const next = server.begin(TEAM, true)
    await next.files.load()
    upload.drop()
    expect([before, before + 1]).toContain(next.files.list().length)
    expect(server.onDisk.filter((path) => !path.includes('meta-'))).toHaveLength(next.files.list().length)
    await server.end()
  }
})

test('files of a SylkServer’s persistent room are found as they are, those with a note', async () => {
  const folder = join(server.directory, TEAM)
  mkdirSync(folder, { recursive: true })
  const uploader = { uri: 'bob@example.com', display_name: 'Bob' }
  const write = (name: string, note: unknown) => {
    writeFileSync(join(folder, name), name)
    if (note !== null) writeFileSync(join(folder, `meta-${name}`), JSON.stringify(note))
  }
  write("bob's_notes_(1)&more.txt", { filename: "bob's_notes_(1)&more.txt", filesize: 24, uploader, session: 'b1' })
  write('no note.txt', null)
  write('broken.txt', { filename: 'broken.txt' })
  write('a"b.txt', { filename: 'a"b.txt', filesize: 7, uploader, session: 'b1' })
  writeFileSync(join(folder, 'meta-gone.txt'), '{}')
  const room = server.begin(TEAM, true)
  await room.files.load()
  expect(room.files.list()).toEqual([
    { name: "bob's_notes_(1)&more.txt", size: 24, uploader: { uri: 'bob@example.com', displayName: 'Bob' }, session: 'b1' },
  ])
  expect(await server.download("bob's_notes_(1)&more.txt", 'b1')).toEqual([200, "bob's_notes_(1)&more.txt"])
  expect((await server.download('no note.txt', 'b1'))[0]).toBe(404)
  room.join('s1')
  expect(await server.upload('broken.txt')).toBe(200)
  expect(room.told.map(({ name }) => name)).toEqual(['broken-1.txt'])
  await server.end()
  expect(server.onDisk).toHaveLength(10)
})

test('a server that was killed leaves files of rooms behind, which the next one clears, and nothing else', async () => {
  await server.upload('a.png')
  server.begin('kept@conference.example.com', true).join('s2')
  await fetch(server.urlOf('b.png', 's2', 'kept@conference.example.com'), { method: 'POST', body: 'x' })
  writeFileSync(join(server.directory, 'something else'), 'an operator’s')
  await server.halt()
  const next = await RoomFileServer.start({ directory: server.directory })
  const kept = 'kept@conference.example.com'
  expect(next.onDisk).toEqual([`${kept}/b.png`, `${kept}/meta-b.png`, 'something else'])
  await next.halt()
})
