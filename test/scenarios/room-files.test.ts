import { afterEach, beforeEach, expect, test } from 'vitest'
import { RoomFileServer, TEAM } from './support/room-file-server.ts'

let server: RoomFileServer
beforeEach(async () => {
  server = await RoomFileServer.start()
})
afterEach(() => server.stop())

test('a file is on disk and told of when its upload is answered, and whoever is there can download it', async () => {
  const response = await fetch(server.urlOf('a photo.jpg'), {
    method: 'POST',
    body: 'hello',
    headers: { 'Content-Type': 'image/jpeg' },
  })
  expect([response.status, await response.text()]).toEqual([200, 'OK'])
  const uploader = { uri: 'alice@example.com', displayName: 'Alice' }
  expect(server.team.told).toEqual([{ name: 'a_photo.jpg', size: 5, uploader, session: 's1' }])
  expect(server.team.files.list()).toEqual(server.team.told)
  server.team.join('s2')
  expect(await server.download('a_photo.jpg', 's2')).toEqual([200, 'hello'])
  expect(await server.download('a photo.jpg', 's2')).toEqual([404, 'Not found'])
})

test('[12.116] preflights are answered for any room, and a file that is not there is missing for HEAD as well', async () => {
  const preflight = await fetch(server.urlOf('a.png', 'nobody', 'nowhere@example.com'), { method: 'OPTIONS' })
  expect([preflight.status, await preflight.text()]).toEqual([200, 'OK'])
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
  await server.upload('a.png')
  const head = await fetch(server.urlOf('a.png'), { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '5'])
  const missing = await fetch(server.urlOf('b.png'), { method: 'HEAD' })
  expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, '*'])
})

test('[12.119] files of one name are all kept, and everybody is told the name of each', async () => {
  for (const body of ['one', 'two', 'three']) expect(await server.upload('a.tar.gz', body)).toBe(200)
  expect(server.team.told.map(({ name }) => name)).toEqual(['a.tar.gz', 'a.tar-1.gz', 'a.tar-2.gz'])
  expect(await server.download('a.tar.gz')).toEqual([200, 'one'])
  expect(await server.download('a.tar-2.gz')).toEqual([200, 'three'])
})

test('[12.119] nor do uploads of one name that come at the same time take each other’s', async () => {
  const bodies = Array.from({ length: 20 }, (_, number) => `body ${number}`)
  const statuses = await Promise.all(bodies.map((body) => server.upload('a.png', body)))
  expect(new Set(statuses)).toEqual(new Set([200]))
  const names = server.team.told.map(({ name }) => name)
  expect(names).toEqual(bodies.map((_, number) => (number === 0 ? 'a.png' : `a-${number}.png`)))
  const kept = await Promise.all(names.map(async (name) => (await server.download(name))[1]))
  expect(kept.sort()).toEqual(bodies.sort())
})

test('[12.120] whoever is not in the room neither uploads nor downloads, and learns nothing of what there is', async () => {
  await server.upload('a.png')
  const answers = async (url: string) => {
    const texts: string[] = []
    for (const method of ['GET', 'POST']) {
      const response = await fetch(url, { method, ...(method === 'POST' && { body: 'x' }) })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      texts.push(`${response.status} ${await response.text()}`)
    }
    return texts
  }
  const refused = ['403 Forbidden', '403 Forbidden']
  server.begin('other@conference.example.com').join('s2')
  expect(await answers(server.urlOf('a.png', 's2'))).toEqual(refused)
  expect(await answers(server.urlOf('a.png', 's1', 'other@conference.example.com'))).toEqual(refused)
  expect(await answers(server.urlOf('a.png', 's1', 'nowhere@conference.example.com'))).toEqual(refused)
  expect((await fetch(server.urlOf('a.png', 'nobody'), { method: 'HEAD' })).status).toBe(403)
  expect(server.team.told).toHaveLength(1)
})

test('the room is found however its address is written', async () => {
  const url = server.urlOf('a.png', 's1', 'Team@Conference.EXAMPLE.com')
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(200)
  expect((await fetch(url)).status).toBe(200)
})

test('whoever has left can be named to download, and not to upload', async () => {
  server.team.join('s2')
  await server.upload('a.png', 'hello', 's2')
  server.team.members.delete('s2')
  expect(await server.download('a.png', 's2')).toEqual([200, 'hello'])
  expect(await server.upload('b.png', 'hello', 's2')).toBe(403)
})

test('all files are for saving, whatever they are, and asked for anew by caches', async () => {
  await server.upload('a.png')
  const { headers } = await fetch(server.urlOf('a.png'))
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toBe('attachment;filename="a.png"')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('private, no-cache')
})

test('parts of a file can be asked for, and whether it is still the same', async () => {
  await server.upload('a.png', '0123456789')
  const part = (headers: Record<string, string>) => server.download('a.png', 's1', headers)
  const tag = (await fetch(server.urlOf('a.png'), { method: 'HEAD' })).headers.get('etag') ?? ''
  expect(await part({ Range: 'bytes=2-4' })).toEqual([206, '234'])
  expect(await part({ Range: 'bytes=2-', 'If-Range': tag })).toEqual([206, '23456789'])
  expect(await part({ Range: 'bytes=10-' })).toEqual([416, 'No such part'])
  expect(await part({ 'If-None-Match': tag })).toEqual([304, ''])
  await server.end()
  server.begin(TEAM).join('s1')
  await server.upload('a.png', 'abcdefghij')
  expect(await part({ 'If-None-Match': tag })).toEqual([200, 'abcdefghij'])
})

test('guessing sessions of a room becomes hopeless, and does nothing to other rooms', async () => {
  server.team.join('s2')
  await server.upload('a.png', 'hello', 's2')
  server.team.members.delete('s2')
  server.begin('other@conference.example.com').join('s9')
  for (let guess = 0; guess < 5; guess++) expect((await server.download('a.png', `guess${guess}`))[0]).toBe(403)
  const wait = await fetch(server.urlOf('a.png', 's2'))
  expect([wait.status, wait.headers.get('retry-after')]).toEqual([429, '60'])
  expect(await server.upload('b.png', 'hello', 's2')).toBe(429)
  expect((await fetch(server.urlOf('x', 's9', 'other@conference.example.com'))).status).toBe(404)
  const elsewhere = await fetch(server.urlOf('a.png', 's2'), { headers: { 'x-test-address': '192.0.2.7' } })
  expect(elsewhere.status).toBe(200)
})

test('attack S15: who guesses keeps nobody from the files who is in the room, though he comes from the same place', async () => {
  await server.upload('a.png')
  for (let guess = 0; guess < 20; guess++) await server.download('a.png', `guess${guess}`)
  expect((await server.download('a.png', 'guess'))[0]).toBe(429)
  expect(await server.download('a.png')).toEqual([200, 'hello'])
  expect(await server.upload('b.png')).toBe(200)
  expect((await server.download('a.png', 'guess'))[0]).toBe(429)
})

test('asking for files that are not there is no guessing', async () => {
  for (let miss = 0; miss < 10; miss++) expect((await server.download('b.png'))[0]).toBe(404)
})
