import { expect, test } from 'vitest'
import type { MsrpEvent } from '../../server/src/ports/msrp.ts'
import { fastClock } from './support/fast-clock.ts'
import { ChatEnd } from './support/msrp-edge.ts'
import { type EndSettings, joined, msrp, passive } from './support/msrp-scene.ts'
import { StillClock } from './support/still-clock.ts'

const CHUNK = 65_536
const FILE: EndSettings = { accepts: () => true, bodies: 'passing', mostBytes: 1_000_000_000 }
/** 2 MiB in which every place is told from others. */
const CONTENT = Buffer.from(new Uint32Array(524_288).map((_, index) => index * 2_654_435_761).buffer)

/** Keeps what comes, and takes it. */
class Disk {
  readonly bytes = Buffer.alloc(CONTENT.length)
  pieces = 0

  readonly keep = (event: MsrpEvent): void => {
    if (event.kind === 'bytes') {
      this.bytes.set(event.bytes, event.at)
      this.pieces++
    }
    if (event.kind === 'chunk') event.report({ code: 200 })
  }
}

async function* pieces(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

test('[T1] a file that is pushed in chunks comes as it is sent, and each chunk is reported on', async () => {
  const disk = new Disk()
  const { peer, end } = await joined(await msrp(), FILE, disk.keep)
  peer.sendChunked('f', CONTENT, CHUNK, { contentType: 'image/jpeg', success: 'yes', failure: 'yes' })
  for (let at = 0; at < CONTENT.length; at += CHUNK) {
    const report = await peer.reports.next()
    expect(report.headers.get('Byte-Range')).toBe(`${at + 1}-${at + CHUNK}/${CONTENT.length}`)
    expect(report.headers.get('Status')).toBe('000 200 OK')
  }
  expect(disk.bytes.equals(CONTENT)).toBe(true)
  const chunks = end.told.filter((event) => event.kind === 'chunk')
  expect(chunks.map(({ isComplete }) => isComplete)).toEqual([...Array.from({ length: 31 }, () => false), true])
  expect(chunks[1]).toMatchObject({ id: 'f', contentType: 'image/jpeg', at: CHUNK, size: CHUNK })
  expect(end.told.find((event) => event.kind === 'bytes')).toMatchObject({ id: 'f', at: 0, total: CONTENT.length })
})

test('bytes come no faster than they are dealt with, and the sender is held up meanwhile', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const act = (event: MsrpEvent) => (event.kind === 'bytes' ? gate : undefined)
  const { peer, end } = await joined(await msrp(), FILE, act)
  const content = Buffer.alloc(64 * 1024 * 1024, 'x')
  peer.sendChunked('f', content, CHUNK, { contentType: 'a/b', failure: 'no' })
  await end.next('bytes')
  const { socket } = peer
  while (!(await quiet(() => socket.writableLength)));
  // What the system holds for both sides is a few megabytes.
  expect(socket.writableLength).toBeGreaterThan(32 * 1024 * 1024)
  expect(end.told.map(({ kind }) => kind)).toEqual(['bound', 'bytes'])
  open()
  await until(end, (event) => event.kind === 'chunk' && event.isComplete)
})

test('the sender is not taken for silent, nor dropped, while what it sent is being dealt with', async () => {
  const clock = new StillClock()
  const { promise, resolve } = Promise.withResolvers<void>()
  const act = (event: MsrpEvent) => (event.kind === 'bytes' ? promise : undefined)
  const running = await msrp({ clock })
  const { peer, end } = await joined(running, FILE, act)
  peer.sendChunked('f', CONTENT, CHUNK, { contentType: 'a/b', failure: 'no' })
  await end.next('bytes')
  // More has come meanwhile.
  await joined(running)
  for (let seconds = 0; seconds < 300; seconds++) clock.pass(1000)
  resolve()
  await until(end, (event) => event.kind === 'chunk' && event.isComplete)
  expect(end.told.map(({ kind }) => kind)).not.toContain('ended')
})

test('a file that is pulled is fetched as it is sent, and known to have come when all of it was reported', async () => {
  const { peer, end } = await joined(await msrp(), FILE)
  const body = { size: CONTENT.length, bytes: pieces(CONTENT, 100_000) }
  expect(end.session.send({ id: 'f', contentType: 'image/jpeg', body, reports: true, lane: null })).toBe(null)
  const message = await peer.messages.next()
  expect(message.body.equals(CONTENT)).toBe(true)
  expect(message).toMatchObject({ contentType: 'image/jpeg', wantsReport: true })
  expect(await end.next('outcome')).toEqual({ kind: 'outcome', id: 'f', outcome: { delivered: true } })
  await peer.frames.next()
  const first = await peer.frames.next()
  expect(first.body?.length).toBe(CHUNK)
  expect(first).toMatchObject({ flag: '+' })
})

test('who reads slowly has a file fetched slowly', async () => {
  const { peer, end } = await joined(await msrp(), FILE)
  peer.socket.pause()
  let fetched = 0
  const piece = Buffer.alloc(100_000, 'x')
  const size = 100_000_000
  async function* source(): AsyncGenerator<Uint8Array> {
    for (; fetched < size; fetched += piece.length) yield piece
  }
  end.session.send({ id: 'f', contentType: 'a/b', body: { size, bytes: source() }, reports: true, lane: null })
  while (!(await quiet(() => fetched)));
  expect(fetched).toBeLessThan(30_000_000)
  end.session.abort('f')
  expect(await end.next('outcome')).toMatchObject({ outcome: { delivered: false, code: 0 } })
})

test('a source that fails, or has other than as many bytes as it said, ends the message', async () => {
  const { peer, end } = await joined(await msrp(), FILE)
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield CONTENT.subarray(0, 1000)
    throw new Error('the disk is gone')
  }
  const bodies = [
    { size: 5000, bytes: broken() },
    { size: 5000, bytes: pieces(CONTENT.subarray(0, 4000), 1000) },
    { size: 5000, bytes: pieces(CONTENT.subarray(0, 6000), 1000) },
  ]
  for (const [index, body] of bodies.entries()) {
    end.session.send({ id: `f${index}`, contentType: 'a/b', body, reports: true, lane: null })
    expect(await end.next('outcome')).toMatchObject({ id: `f${index}`, outcome: { delivered: false, code: 0 } })
  }
  await peer.ask({ body: null })
  const flags = new Map<string, string>()
  while (peer.frames.size > 0) {
    const { headers, flag } = await peer.frames.next()
    flags.set(headers.get('Message-ID') ?? '', flag)
  }
  expect(['f0', 'f1'].map((id) => flags.get(id))).toEqual(['#', '#'])
})

test('the source of a file is closed when the session ends', async () => {
  const { end } = await joined(await msrp(), FILE)
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      while (true) yield Buffer.alloc(1000)
    } finally {
      resolve()
    }
  }
  end.session.send({ id: 'f', contentType: 'a/b', body: { size: 1e12, bytes: source() }, reports: true, lane: null })
  end.session.close()
  await closed
})

test('[T6] how much of a file is here is asked for before it is sent, and it goes on from there', async () => {
  const disk = new Disk()
  disk.bytes.set(CONTENT.subarray(0, 1_000_000))
  const { peer, end } = await joined(await msrp(), FILE, disk.keep)
  const response = peer.request('FILE_OFFSET')
  const { answer } = await end.next('file-offset')
  answer(1_000_000)
  expect((await response).headers.get('Offset')).toBe('1000000')
  const rest = CONTENT.subarray(1_000_000)
  const range = `1000001-${CONTENT.length}/${CONTENT.length}`
  await peer.ask({ id: 'f', body: rest, range, contentType: 'a/b' })
  expect(disk.bytes.equals(CONTENT)).toBe(true)
  expect(end.told.at(-1)).toMatchObject({ kind: 'chunk', at: 1_000_000, size: rest.length })

  const refused = peer.request('FILE_OFFSET')
  await until(end, (event) => {
    if (event.kind === 'file-offset') event.answer({ code: 413 })
    return event.kind === 'file-offset'
  })
  expect((await refused).status).toBe(413)
})

test('[T10] more than may be is refused with 413, and what came of it is told to be nothing', async () => {
  const { peer, end } = await joined(await msrp(), { ...FILE, mostBytes: 100_000 })
  await peer.ask({ id: 'f', body: CONTENT.subarray(0, CHUNK), range: '1-65536/*', flag: '+', contentType: 'a/b' })
  const second = await peer.ask({
    id: 'f',
    body: CONTENT.subarray(CHUNK, 2 * CHUNK),
    range: '65537-131072/*',
    contentType: 'a/b',
  })
  expect(second.status).toBe(413)
  expect(end.told.at(-1)).toEqual({ kind: 'aborted', id: 'f', why: 'refused' })
})

test('a file whose sender gives it up, or falls silent, is told to be nothing', async () => {
  const { peer, end } = await joined(await msrp({ clock: fastClock(100) }), FILE)
  await peer.ask({ id: 'f', body: 'x', range: '1-1/9', flag: '+', contentType: 'a/b' })
  await peer.ask({ id: 'f', body: null, range: '2-1/9', flag: '#' })
  await peer.ask({ id: 'g', body: 'x', range: '1-1/9', flag: '+', contentType: 'a/b' })
  while (end.told.filter(({ kind }) => kind === 'aborted').length < 2) await end.events.next()
  expect(end.told.filter((event) => event.kind === 'aborted').map(({ id, why }) => [id, why])).toEqual([
    ['f', 'sender'],
    ['g', 'expired'],
  ])
})

test('a file is sent to who waits to be connected to', async () => {
  const { edge } = await msrp()
  const peer = await passive()
  const end = new ChatEnd(edge, FILE)
  end.describe(peer, { weConnect: true })
  await end.next('bound')
  end.session.send({ id: 'f', contentType: 'a/b', body: CONTENT, reports: true, lane: null })
  expect((await peer.messages.next()).body.equals(CONTENT)).toBe(true)
  expect(await end.next('outcome')).toMatchObject({ outcome: { delivered: true } })
})

/** Takes events up to the one that is meant. */
async function until(end: ChatEnd, isMeant: (event: MsrpEvent) => boolean): Promise<void> {
  while (!isMeant(await end.events.next()));
}

/** Whether the figure stays as it is for 50 ms. */
async function quiet(figure: () => number): Promise<boolean> {
  const before = figure()
  await new Promise((resolve) => setTimeout(resolve, 50))
  return figure() === before
}
