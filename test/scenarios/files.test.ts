import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ALICE, BOB, FileServer } from './support/file-server.ts'

let server: FileServer
beforeEach(async () => {
  server = await FileServer.start()
})
afterEach(() => server.stop())

test('[12.114] an upload is on disk and told of when it is answered, with what clients expect to be told', async () => {
  const response = await fetch(server.uploadUrl('3f1e', 'a photo.jpg'), {
    method: 'POST',
    body: 'hello',
    headers: { 'Content-Type': 'image/jpeg' },
  })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('OK')
  expect(server.told).toMatchObject({
    ...{ id: '3f1e', name: 'a_photo.jpg', size: 5, contentType: 'image/jpeg' },
    ...{ sender: { uri: ALICE, displayName: '' }, receiver: { uri: BOB, displayName: '' } },
    hash: 'sha-1:AA:F4:C6:1D:DC:C5:E8:A2:DA:BE:DE:0F:3B:48:2C:D9:AE:A9:43:4D',
  })
  expect(server.onDisk.sort()).toEqual(['a_photo.jpg', 'meta-a_photo.jpg'])
  const file = await fetch(server.told.url)
  expect(await file.text()).toBe('hello')
})

test('[12.115] an upload in the name of an account that is not connected from there is refused', async () => {
  const as = (sender: string, address = '127.0.0.1') =>
    fetch(server.uploadUrl('t1', 'a.png', sender), { method: 'POST', body: 'x', headers: { 'x-test-address': address } })
  expect((await as('carol@example.com')).status).toBe(403)
  expect((await as(ALICE, '192.0.2.1')).status).toBe(403)
  expect((await as('ALICE@EXAMPLE.COM')).status).toBe(200)
  server.connected.add(`${ALICE} 2001:db8::7`)
  expect((await as(ALICE, '2001:db8::7')).status).toBe(200)
  server.journals.clear()
  const between = await as(ALICE)
  expect(between.status).toBe(404)
  expect(between.headers.get('access-control-allow-origin')).toBe('*')
  expect(server.announced).toHaveLength(2)
})

test('where messages are kept for the receiver alone, the file is in the receiver’s folder', async () => {
  server.journals.delete(ALICE)
  expect(await server.upload('t1', 'a.png')).toBe(200)
  expect(server.told).toMatchObject({ sender: { uri: ALICE }, receiver: { uri: BOB } })
  expect(new URL(server.told.url).pathname).toMatch(
    /^\/webrtcgateway\/filetransfer\/S5u4BiDwPrNxngoGHBQoPQ\/wWD4zGmk8L8rA2J1I1PQYA/,
  )
  expect((await fetch(server.told.url)).status).toBe(200)
  await server.takeBack('t1', BOB, ALICE)
  expect((await fetch(server.told.url)).status).toBe(200)
  await server.takeBack('t1')
  expect((await fetch(server.told.url)).status).toBe(404)
  expect(server.onDisk).toEqual([])
})

test('[12.116] preflights are answered for any file, and a file that is not there is missing for HEAD as well', async () => {
  const preflight = await fetch(server.uploadUrl('t1', 'a.png', 'nobody@example.com'), { method: 'OPTIONS' })
  expect(preflight.status).toBe(200)
  expect(await preflight.text()).toBe('OK')
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
  await server.upload('t1', 'a.png')
  const head = await fetch(server.told.url, { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(head.headers.get('content-length')).toBe('5')
  expect((await fetch(server.told.url.replace('/t1/', '/t2/'), { method: 'HEAD' })).status).toBe(404)
})

test('[12.117] pictures and films are shown, everything else is for saving', async () => {
  const given = async (id: string, name: string, type: string) => {
    await server.upload(id, name, 'x', { 'Content-Type': type })
    const { headers } = await fetch(server.told.url)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    return [headers.get('content-type'), headers.get('content-disposition')]
  }
  expect(await given('1', 'a.png', 'text/html')).toEqual(['image/png', 'inline;filename="a.png"'])
  expect(await given('2', 'a.webm', '')).toEqual(['video/webm', 'inline;filename="a.webm"'])
  expect(await given('3', 'a.html', 'text/html')).toEqual(['application/octet-stream', 'attachment;filename="a.html"'])
  expect(await given('4', 'a.svg', 'image/svg+xml')).toEqual(['application/octet-stream', 'attachment;filename="a.svg"'])
  expect(await given('5', 'a.png.asc', 'image/png')).toEqual(['application/octet-stream', 'attachment;filename="a.png.asc"'])
})

test('[12.117] parts of a file can be asked for, so that a download goes on where it broke off', async () => {
  await server.upload('t1', 'a.png', '0123456789')
  const part = async (headers: Record<string, string>) => {
    const response = await fetch(server.told.url, { headers })
    return [response.status, response.headers.get('content-range'), await response.text()]
  }
  const tag = (await fetch(server.told.url, { method: 'HEAD' })).headers.get('etag') ?? ''
  expect(await part({ Range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await part({ Range: 'bytes=-2' })).toEqual([206, 'bytes 8-9/10', '89'])
  expect(await part({ Range: 'bytes=10-' })).toEqual([416, 'bytes */10', 'No such part'])
  expect(await part({ Range: 'bytes=0-1,3-4' })).toEqual([200, null, '0123456789'])
  expect(await part({ Range: 'bytes=2-', 'If-Range': tag })).toEqual([206, 'bytes 2-9/10', '23456789'])
  expect(await part({ Range: 'bytes=2-', 'If-Range': '"other"' })).toEqual([200, null, '0123456789'])
  expect(await part({ 'If-None-Match': tag })).toEqual([304, null, ''])
})

test('an empty file is a file', async () => {
  expect(await server.upload('t1', 'empty.txt', '')).toBe(200)
  const response = await fetch(server.told.url)
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test('without its key a file is not there, although everything else of its URL can be guessed', async () => {
  await server.upload('t1', 'a.png')
  const url = new URL(server.told.url)
  const parts = url.pathname.split('/')
  const [sender = '', receiver = ''] = parts.slice(-4)
  const asked = async (second: string) =>
    (await fetch(`${url.origin}/webrtcgateway/filetransfer/${sender}/${second}/t1/a.png`)).status
  expect(await asked(receiver)).toBe(200)
  expect(await asked(receiver.slice(0, 22))).toBe(404)
  expect(await asked(`${receiver.slice(0, 22)}${'A'.repeat(22)}`)).toBe(404)
  expect(await asked(receiver.slice(0, -1))).toBe(404)
  expect((await fetch(server.told.url.replace('/a.png', '/meta-a.png'))).status).toBe(404)
})

test('a client that was not told that its file is there sends it again, and nothing is told twice', async () => {
  server.tell = async () => {
    server.tell = async () => {}
    throw new Error('the store is away')
  }
  const response = await fetch(server.uploadUrl('t1', 'a.asc'), { method: 'POST', body: 'encrypted once' })
  expect([response.status, await response.text()]).toEqual([500, 'Internal error'])
  expect(server.log.text).toContain('the store is away')
  expect(await server.upload('t1', 'a.asc', 'encrypted again')).toBe(200)
  expect(server.announced).toHaveLength(1)
  expect(server.told.size).toBe('encrypted once'.length)
  expect(await (await fetch(server.told.url)).text()).toBe('encrypted once')
  expect(await server.upload('t1', 'another.asc')).toBe(409)
})

test('a file goes with the last record that tells of it, and not before', async () => {
  await server.upload('t1', 'a.png')
  server.records.add(`${BOB} t1`)
  await server.takeBack('t1')
  expect((await fetch(server.told.url)).status).toBe(200)
  server.records.clear()
  await server.files.recordRemoved(BOB, { direction: 'incoming', contact: ALICE, messageId: 't1' })
  expect((await fetch(server.told.url)).status).toBe(404)
})

test('files of a SylkServer are given out under the URLs that it told, without a key', async () => {
  const folder = join(server.directory, 'w', 'wWD4zGmk8L8rA2J1I1PQYA', 'S5u4BiDwPrNxngoGHBQoPQ', 'old')
  mkdirSync(folder, { recursive: true })
  const url = `${server.url}/webrtcgateway/filetransfer/wWD4zGmk8L8rA2J1I1PQYA/S5u4BiDwPrNxngoGHBQoPQ/old/old.png`
  const told = {
    filename: 'old.png',
    filesize: 3,
    filetype: 'image/png',
    transfer_id: 'old',
    timestamp: '2026-07-17T08:41:52+00:00',
  }
  const parties = { sender: { uri: ALICE, display_name: '' }, receiver: { uri: BOB, display_name: '' } }
  writeFileSync(join(folder, 'old.png'), 'old')
  writeFileSync(join(folder, 'meta-old.png'), JSON.stringify({ ...told, ...parties, url, prefix: '/var/spool', path: folder }))
  const response = await fetch(url)
  expect([response.status, await response.text()]).toEqual([200, 'old'])
  expect((await fetch(url.replace('/old/', `${'A'.repeat(22)}/old/`))).status).toBe(404)
})

test('a type that is none, or none at all, does not matter', async () => {
  expect(await server.upload('t1', 'a.bin', 'x', { 'Content-Type': 'image' })).toBe(200)
  expect(server.told.contentType).toBe('application/octet-stream')
  const untyped = await fetch(server.uploadUrl('t2', 'a.bin'), { method: 'POST', body: new Uint8Array([1]) })
  expect(untyped.status).toBe(200)
})
