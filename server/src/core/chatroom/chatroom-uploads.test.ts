import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ChatHouse, ROOM } from '../../../../test/scenarios/support/chat-house.ts'
import { DiskBlobs } from '../../adapters/blob/disk-blobs.ts'
import { systemRandom } from '../../adapters/random/system.ts'
import type { Blobs } from '../../ports/blobs.ts'
import { Refusal } from '../../ports/refusal.ts'
import { FileQuota } from '../file/file-quota.ts'
import { PartialFiles } from '../file/partial-files.ts'
import { RunningUploads } from '../file/running-uploads.ts'
import { Turns } from '../turns.ts'
import { ChatroomUploads, type ChatUpload } from './chatroom-uploads.ts'
import type { LocalChatroom } from './local-chatroom.ts'

const bytes = new TextEncoder().encode('hello')
const sha1 = Uint8Array.from(Buffer.from('aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d', 'hex'))

let directory: string
let disk: DiskBlobs
let house: ChatHouse
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-chat-uploads-'))
  disk = new DiskBlobs(directory, systemRandom)
  house = new ChatHouse()
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Uploads to a disk that does some things in its own way. */
function uploadsOn(own: Partial<Blobs> = {}): ChatroomUploads {
  const blobs: Blobs = {
    receive: (body, most) => disk.receive(body, most),
    open: (place) => disk.open(place),
    inFolder: (folder) => disk.inFolder(folder),
    remove: (place) => disk.remove(place),
    removeFolder: (folder) => disk.removeFolder(folder),
    sweep: (verdict) => disk.sweep(verdict),
    free: () => disk.free(),
    ...own,
  }
  const turns = new Turns()
  return new ChatroomUploads(
    { maxFileSize: 100, keepFree: 0 },
    {
      ...{ blobs, random: systemRandom, log: house.log, turns },
      partials: new PartialFiles({ files: 10, bytes: 1_000, age: 3_600_000 }, { blobs, clock: house.clock, turns }),
      quota: new FileQuota({ perAccount: 0, total: 0 }),
      uploads: new RunningUploads({ atOnce: 10, atOncePerPlace: 10 }),
    },
  )
}

/** A room that alice is in, and how she leaves it. */
async function room(): Promise<{ readonly room: LocalChatroom; readonly leave: () => void }> {
  const { seat } = await house.join('alice')
  const found = house.rooms.find(ROOM)
  if (!found) throw new Error('nobody is in the room')
  return { room: found, leave: () => seat.leave() }
}

function upload(details: Partial<ChatUpload> = {}): ChatUpload {
  const sender = { uri: 'bob@x.test', displayName: '' }
  return { ...{ name: 'a.txt', size: 5, sender, hashes: { sha1 }, abort: () => {}, kept: () => {} }, ...details }
}

async function* body(text: Uint8Array = bytes): AsyncGenerator<Uint8Array> {
  yield text
}

const refused = async () => {
  throw new Refusal('backend-refused', 'files: EIO')
}

test('what has come is in the room, and can be opened there until the room is over', async () => {
  const [uploads, { room: here, leave }] = [uploadsOn(), await room()]
  const kept: string[] = []
  expect(await uploads.receive(here, upload({ kept: ({ name }) => kept.push(name) }), body(), 0)).toEqual({ kept: true })
  const [file] = here.files.list
  expect([kept, file]).toMatchObject([['a.txt'], { name: 'a.txt', size: 5, sender: { uri: 'bob@x.test' } }])
  expect(Buffer.from(file?.sha1 ?? []).equals(sha1)).toBe(true)
  const blob = await file?.open()
  expect(blob?.size).toBe(5)
  await blob?.close()
  leave()
  await uploads.settled()
  expect([await file?.open(), readdirSync(directory)]).toEqual([null, ['.incoming']])
})

test('a room that ends while a file comes in ends its transfer', async () => {
  const [uploads, { room: here, leave }] = [uploadsOn(), await room()]
  const begun = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<void>()
  const coming = (async function* () {
    yield bytes.subarray(0, 2)
    begun.resolve()
    await aborted.promise
  })()
  const received = uploads.receive(here, upload({ abort: () => aborted.resolve() }), coming, 0)
  await begun.promise
  leave()
  expect(await received).toEqual({ kept: false, code: 481, reason: 'The room has ended' })
  await uploads.settled()
  expect(readdirSync(directory)).toEqual(['.incoming'])
})

test('a part that is not there any more cannot be gone on with', async () => {
  const [uploads, { room: here }] = [uploadsOn(), await room()]
  expect(await uploads.stored(here, upload())).toBe(0)
  expect(await uploads.receive(here, upload(), body(), 3)).toMatchObject({ kept: false, reason: 'Incomplete file' })
  await uploads.receive(here, upload(), body(bytes.subarray(0, 3)), 0)
  expect(await uploads.stored(here, upload())).toBe(3)
  expect(await uploads.receive(here, upload(), body(bytes.subarray(2)), 2)).toMatchObject({ reason: 'Incomplete file' })
  expect(await uploads.receive(here, upload(), body(bytes.subarray(3)), 3)).toEqual({ kept: true })
})

test('what is said of a file must be so, whatever is said', async () => {
  const [uploads, { room: here }] = [uploadsOn(), await room()]
  const mismatch = { kept: false, code: 400, reason: 'File hash mismatch' }
  const sha256 = new Uint8Array(32)
  expect(await uploads.receive(here, upload({ hashes: { sha1, sha256 } }), body(), 0)).toEqual(mismatch)
  expect(await uploads.receive(here, upload({ hashes: {} }), body(), 0)).toEqual({ kept: true })
})

test('more than may come, and more than there is room for, is not kept', async () => {
  const [uploads, { room: here }] = [uploadsOn({ free: async () => 4 }), await room()]
  expect(uploads.maxFileSize).toBe(100)
  expect(await uploads.receive(here, upload({ size: 101 }), body(), 0)).toMatchObject({ code: 413, reason: 'File too large' })
  expect(await uploads.receive(here, upload(), body(), 0)).toMatchObject({ code: 413, reason: 'No space left on the server' })
})

test('a disk that fails keeps nothing, and the log says so without names', async () => {
  const uploads = uploadsOn({ receive: refused, open: refused, removeFolder: refused })
  const { room: here } = await room()
  expect(await uploads.receive(here, upload(), body(), 0)).toEqual({ kept: false, code: 413, reason: 'File could not be stored' })
  expect(await uploads.stored(here, upload())).toBe(0)
  await uploads.clear()
  const said = house.log.lines.filter((line) => line.includes('files of chat rooms are not kept'))
  expect([said.length, said.some((line) => line.includes('a.txt'))]).toEqual([3, false])
})
