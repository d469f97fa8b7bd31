import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeJanus } from '../fake-janus/fake-janus.ts'
import { startWeft, type Weft } from '../interop/peers/weft.ts'
import { residentMemory } from '../load/process-usage.ts'
import { SylkClient } from './support/client.ts'
import { journalOf } from './support/message-house.ts'
import { ALICE, accepted, BOB, ha1 } from './support/telephony.ts'

const MB = 1024 * 1024
/** KiB that a server may need more for a large file than for a small one: V8 lets some 64 MB of buffers lie about before it collects them. */
const GROWTH = 100 * 1024

let janus: FakeJanus
let weft: Weft
let base: string
beforeEach(async () => {
  janus = await FakeJanus.start()
  janus.sip.addUser(ALICE, ha1('alice'))
  weft = await startWeft({ janus: { url: janus.url, apiSecret: janus.apiSecret }, proxy: { host: '127.0.0.1', port: 9 } })
  base = `http://127.0.0.1:${weft.port}`
})
afterEach(async () => {
  await weft.stop()
  await janus.stop()
})

async function alice(): Promise<SylkClient> {
  const client = await SylkClient.connect(base)
  await accepted(client, 'account-add', { account: ALICE, password: ha1('alice') })
  await accepted(client, 'account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  return client
}

/** So many bytes, different in every megabyte. */
function* megabytes(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(MB, index)
}

/** Uploads so many MB; resolves with the status, 0 where there is no answer. `sent`: the last byte has been handed over. */
async function upload(id: string, count: number, sent: () => void = () => {}): Promise<number> {
  const url = `${base}/webrtcgateway/filetransfer/${ALICE}/${BOB}/${id}/large.bin`
  const outgoing = request(url, { method: 'POST', headers: { 'Content-Length': count * MB }, agent: false })
  const status = new Promise<number>((resolve) => {
    outgoing.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    outgoing.on('error', () => resolve(0))
  })
  await pipeline(Readable.from(megabytes(count)), outgoing).catch(() => {})
  sent()
  return status
}

/** SHA-1 of what is there, as clients are told of it; null where nothing is. */
async function hashAt(url: string): Promise<string | null> {
  const response = await fetch(url)
  if (!response.ok || response.body === null) return null
  const hash = createHash('sha1')
  for await (const chunk of response.body) hash.update(chunk)
  return `sha-1:${hash.digest('hex').toUpperCase().match(/../g)?.join(':')}`
}

async function transfersOf(client: SylkClient): Promise<{ transfer_id: string; url: string; hash: string }[]> {
  const entries = await journalOf(client, 'alice')
  return entries
    .filter(({ content_type }) => content_type === 'application/sylk-file-transfer')
    .map(({ content }) => JSON.parse(String(content)))
}

test('a file of 200 MB passes through, in and out, without being held', { timeout: 60_000 }, async () => {
  const client = await alice()
  expect(await upload('small', 8)).toBe(200)
  const before = residentMemory(weft.pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, residentMemory(weft.pid))
  }, 20)
  try {
    expect(await upload('large', 200)).toBe(200)
    const large = (await transfersOf(client)).find(({ transfer_id }) => transfer_id === 'large')
    expect(await hashAt(large?.url ?? '')).toBe(large?.hash)
  } finally {
    clearInterval(watch)
  }
  expect(most - before).toBeLessThan(GROWTH)
  await client.close()
})

test('whenever a server is killed during an upload, what it has told of is there and whole', { timeout: 120_000 }, async () => {
  const stored: string[] = []
  for (const delay of [null, 0, 2, 5, 10, 20, 40]) {
    const client = await alice()
    const id = `killed-after-${delay}`
    const { promise: lastByte, resolve } = Promise.withResolvers<void>()
    const status = upload(id, 4, resolve)
    // Null: somewhere in the middle.
    if (delay !== null) await lastByte
    await new Promise((over) => setTimeout(over, delay ?? 1))
    await weft.kill()
    if ((await status) === 200) stored.push(id)
    await client.closed
    await weft.restart()
    const again = await alice()
    const transfers = await transfersOf(again)
    for (const { url, hash } of transfers) expect(await hashAt(url)).toBe(hash)
    const told = transfers.map(({ transfer_id }) => transfer_id)
    expect(told).toEqual(expect.arrayContaining(stored))
    expect(told).toHaveLength(new Set(told).size)
    // The client tries again, as it has no answer.
    expect(await upload(id, 4)).toBe(200)
    expect((await transfersOf(again)).filter(({ transfer_id }) => transfer_id === id)).toHaveLength(1)
    stored.push(id)
    await again.close()
  }
})

test('on a full disk an upload is refused and nobody is told, and the next one is taken once there is room', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-small-disk-'))
  try {
    const script = fileURLToPath(new URL('support/full-disk-files.ts', import.meta.url))
    const small = 'mount -t tmpfs -o size=8m none "$1" && shift && exec "$@"'
    const enter = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']
    const node = [process.execPath, '--conditions=weft-source', script, directory]
    const said = execFileSync('unshare', [...enter, 'sh', '-c', small, 'sh', directory, ...node], { encoding: 'utf8' })
    expect(JSON.parse(said)).toEqual({
      statuses: [200, 200, 507, 507, 200],
      announced: ['t1', 't2', 't5'],
      onDisk: ['a.bin', 'meta-a.bin', 'a.bin', 'meta-a.bin'],
    })
  } finally {
    rmSync(directory, { recursive: true })
  }
})
