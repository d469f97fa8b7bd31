import { afterEach, beforeEach, expect, test } from 'vitest'
import { fastClock } from './support/fast-clock.ts'
import { FileServer } from './support/file-server.ts'
import { RawHttp } from './support/raw-http.ts'
import { eventually } from './support/telephony.ts'

let server: FileServer
beforeEach(async () => {
  server = await FileServer.start()
})
afterEach(() => server.stop())

const cancel = async (id: string, method = 'GET', address = '127.0.0.1') => {
  const url = `${server.url}/webrtcgateway/filetransfer/cancel/${id}`
  const response = await fetch(url, { method, headers: { 'x-test-address': address } })
  return [response.status, await response.text()]
}

/** An upload of which five bytes of ten are here. */
async function half(id: string): Promise<RawHttp> {
  const before = server.onDisk.length
  const upload = await RawHttp.upload(server.uploadUrl(id, 'a.png'), 10)
  await upload.send('hello')
  await eventually('something has come', () => server.onDisk.length > before)
  return upload
}

test.each(['GET', 'POST'])('[12.118] cancelling by %s ends the connection of the upload and leaves nothing', async (method) => {
  const upload = await half('t1')
  expect(await cancel('t1', method)).toEqual([200, 'Cancelled upload t1\n'])
  expect(await upload.ended()).toBe('')
  await eventually('nothing is left', () => server.onDisk.length === 0)
  expect(await cancel('t1', method)).toEqual([200, 'No active upload with transfer_id t1\n'])
  expect(server.announced).toEqual([])
})

test('[12.118] nobody cancels an upload from somewhere else', async () => {
  const upload = await half('t1')
  expect(await cancel('t1', 'GET', '192.0.2.1')).toEqual([200, 'No active upload with transfer_id t1\n'])
  await upload.send('world')
  expect(await upload.status()).toBe(200)
  expect(await cancel('t1')).toEqual([200, 'No active upload with transfer_id t1\n'])
  expect((await fetch(server.told.url)).status).toBe(200)
  upload.drop()
})

test('a cancel that comes with the last byte finds the file whole, or nothing of it', async () => {
  for (let round = 0; round < 20; round++) {
    const id = `t${round}`
    const upload = await RawHttp.upload(server.uploadUrl(id, 'a.png'), 10)
    await upload.send('hello')
    const [[, answer]] = await Promise.all([cancel(id), upload.send('world')])
    const status = await upload.status()
    const told = server.announced.some((file) => file.id === id)
    expect([answer, status, told]).toEqual(
      status === 200 ? [`No active upload with transfer_id ${id}\n`, 200, true] : [`Cancelled upload ${id}\n`, 0, false],
    )
    upload.drop()
  }
})

test('an upload that breaks off leaves nothing, and can be made anew', async () => {
  const upload = await half('t1')
  upload.drop()
  await eventually('nothing is left', () => server.onDisk.length === 0)
  expect(server.announced).toEqual([])
  expect(await server.upload('t1', 'a.png')).toBe(200)
})

test('an upload of the same file anew ends the one that its client has lost', async () => {
  const lost = await half('t1')
  expect(await server.upload('t1', 'a.png', 'again')).toBe(200)
  expect(await lost.ended()).toBe('')
  expect(await (await fetch(server.told.url)).text()).toBe('again')
  expect(server.announced).toHaveLength(1)
})

test('an upload that says how long it is is taken, and no other', async () => {
  const chunked = await RawHttp.open(server.url, [
    `POST ${new URL(server.uploadUrl('t1', 'a.png')).pathname} HTTP/1.1`,
    'Transfer-Encoding: chunked',
  ])
  expect(await chunked.status()).toBe(411)
  chunked.drop()
})

test('a refused upload is answered at once, however much of it would come', async () => {
  const upload = await RawHttp.upload(server.uploadUrl('t1', 'a.png', 'carol@example.com'), 1_000_000_000)
  expect(await upload.status()).toBe(403)
  upload.drop()
})

test('files that are too large, or too much, are refused before they come, and leave room for others when they go', async () => {
  const small = await FileServer.start({ settings: { maxFileSize: 100_000, perAccount: 200_000, total: 250_000 } })
  const sized = (id: string, size: number) => small.upload(id, 'a.bin', new Uint8Array(size))
  try {
    expect(await sized('t1', 100_001)).toBe(413)
    expect(await sized('t2', 100_000)).toBe(200)
    expect(await sized('t3', 100_000)).toBe(507)
    await small.takeBack('t2')
    expect(await sized('t4', 100_000)).toBe(200)
    small.connected.add('bob@example.com 127.0.0.1')
    const bobs = await fetch(small.uploadUrl('t5', 'a.bin', 'bob@example.com'), { method: 'POST', body: new Uint8Array(150_000) })
    expect(bobs.status).toBe(413)
    const full = await fetch(small.uploadUrl('t6', 'a.bin', 'bob@example.com'), { method: 'POST', body: new Uint8Array(99_999) })
    expect(full.status).toBe(200)
  } finally {
    await small.stop()
  }
})

test('uploads at the same time share the room that is left', async () => {
  const small = await FileServer.start({ settings: { perAccount: 150_000 } })
  try {
    const statuses = await Promise.all(['a', 'b', 'c'].map((id) => small.upload(id, 'a.bin', new Uint8Array(100_000))))
    expect(statuses.sort()).toEqual([200, 507, 507])
  } finally {
    await small.stop()
  }
})

test('what is there already counts when a server starts', async () => {
  const settings = { perAccount: 150_000 }
  await server.upload('t1', 'a.bin', new Uint8Array(100_000))
  const next = await FileServer.start({ settings, directory: server.directory })
  await next.log.line('files counted')
  expect(await next.upload('t2', 'a.bin', new Uint8Array(100_000))).toBe(507)
  await next.halt()
})

test('a disk with too little room takes no file', async () => {
  const full = await FileServer.start({ settings: { keepFree: Number.MAX_SAFE_INTEGER } })
  expect(await full.upload('t1', 'a.png')).toBe(507)
  expect(full.announced).toEqual([])
  await full.stop()
})

test('a body that comes a byte at a time is dropped, and so is one after a refusal', async () => {
  const hasty = await FileServer.start({ clock: fastClock(500) })
  const uploads = [
    await RawHttp.upload(hasty.uploadUrl('t1', 'a.png'), 1_000_000),
    await RawHttp.upload(hasty.uploadUrl('t2', 'a.png', 'carol@example.com'), 1_000_000),
    await RawHttp.open(hasty.url, ['POST /nowhere HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 1000']),
  ]
  const drip = setInterval(() => {
    for (const upload of uploads) void upload.send('x')
  }, 10)
  try {
    const said = await Promise.all(uploads.map((upload) => upload.ended()))
    expect(said.map((text) => text.slice(9, 12))).toEqual(['', '403', ''])
    await eventually('nothing is left', () => hasty.onDisk.length === 0)
  } finally {
    clearInterval(drip)
    await hasty.stop()
  }
})

test('one place has so many uploads at a time, and others go on', async () => {
  const uploads = await Promise.all(
    Array.from({ length: 32 }, (_, index) => RawHttp.upload(server.uploadUrl(`t${index}`, 'a.png'), 10)),
  )
  await Promise.all(uploads.map((upload) => upload.send('hello')))
  await eventually('all have begun', () => server.onDisk.length === 32)
  expect(await server.upload('one-more', 'a.png')).toBe(503)
  server.connected.add('alice@example.com 192.0.2.1')
  expect(await server.upload('elsewhere', 'a.png', 'x', { 'x-test-address': '192.0.2.1' })).toBe(200)
  for (const upload of uploads) upload.drop()
  await eventually('they are gone', () => server.onDisk.length === 2)
  expect(await server.upload('one-more', 'a.png')).toBe(200)
})
