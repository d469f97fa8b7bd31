import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../../../test/scenarios/support/log.ts'
import { DiskBlobs } from '../../../adapters/blob/disk-blobs.ts'
import { systemRandom } from '../../../adapters/random/system.ts'
import type { BlobDraft, Blobs } from '../../../ports/blobs.ts'
import { Refusal } from '../../../ports/refusal.ts'
import { FileQuota } from '../../file/file-quota.ts'
import { RunningUploads } from '../../file/running-uploads.ts'
import { Turns } from '../../turns.ts'
import { RoomFiles, type RoomUpload } from './room-files.ts'

const NAME = 'team@conference.example.com'
const ALICE = { uri: 'alice@example.com', displayName: 'Alice' }
const REFUSAL = new Refusal('backend-refused', 'files: EIO')

let directory: string
let disk: DiskBlobs
let log: RecordingLog
let quota: FileQuota
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-room-files-'))
  disk = new DiskBlobs(directory, systemRandom)
  log = new RecordingLog()
  quota = new FileQuota({ perAccount: 0, total: 0 })
})
afterEach(() => rmSync(directory, { recursive: true }))

/** The files of a room on a disk that does some things in its own way. */
function filesOf(persistent: boolean, own: Partial<Blobs> = {}): RoomFiles {
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
  const uploads = new RunningUploads({ atOnce: 10, atOncePerPlace: 10 })
  const needs = { blobs, random: systemRandom, log, quota, uploads, turns: new Turns() }
  return new RoomFiles({ name: NAME, persistent, id: systemRandom.id() }, { maxFileSize: 100, keepFree: 0 }, needs)
}

/** A disk on which keeping a file goes as `keep` says, the first time. */
function keeping(keep: BlobDraft['keep']): Partial<Blobs> {
  let isFirst = true
  return {
    receive: async (body, most) => {
      const receipt = await disk.receive(body, most)
      if (receipt.outcome !== 'received' || !isFirst) return receipt
      isFirst = false
      const { draft } = receipt
      return { outcome: 'received', draft: { ...draft, keep } }
    },
  }
}

function upload(name: string, text = 'hello', more: Partial<RoomUpload> = {}): RoomUpload {
  const body = (async function* () {
    yield Buffer.from(text)
  })()
  return {
    ...{ name, session: 's1', size: text.length, body, address: '192.0.2.1' },
    uploader: () => ALICE,
    abort: () => {},
    ...more,
  }
}

const drafts = () => readdirSync(join(directory, '.incoming'))

test('a file is received under a name that is safe, and told of with whom it is from', async () => {
  const files = filesOf(false)
  const file = { name: 'a_photo.jpg', size: 5, uploader: ALICE, session: 's1' }
  expect(await files.receive(upload('../a photo.jpg'))).toEqual(file)
  expect(files.list()).toEqual([file])
  expect([files.hasFileOf('s1'), files.hasFileOf('s2')]).toEqual([true, false])
  expect(await files.receive(upload('...'))).toBe('forbidden')
  expect(await files.receive(upload('x', 'x'.repeat(101)))).toBe('too-large')
})

test('nobody’s file is not kept', async () => {
  const files = filesOf(false)
  expect(await files.receive(upload('a.png', 'hello', { uploader: () => null }))).toBe('forbidden')
  expect([files.list(), drafts(), quota.total]).toEqual([[], [], 0])
})

test('a room that is over takes nothing and has nothing, and may be closed again', async () => {
  const files = filesOf(false)
  await files.receive(upload('a.png'))
  await Promise.all([files.close(), files.close()])
  expect(await files.receive(upload('b.png'))).toBe('forbidden')
  expect(await files.open('a.png')).toBeNull()
  expect([files.list(), quota.total, readdirSync(directory)]).toEqual([[], 0, ['.incoming']])
})

test('an upload that is being put in its place when the room ends goes with the room', async () => {
  const keeping = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const files = filesOf(false, {
    receive: async (body, most) => {
      const receipt = await disk.receive(body, most)
      if (receipt.outcome !== 'received') return receipt
      const { draft } = receipt
      const keep: BlobDraft['keep'] = async (place, note) => {
        reached.resolve()
        await keeping.promise
        return draft.keep(place, note)
      }
      return { outcome: 'received', draft: { ...draft, keep } }
    },
  })
  const received = files.receive(upload('a.png'))
  await reached.promise
  const closed = files.close()
  keeping.resolve()
  await Promise.all([received, closed])
  expect([files.list(), quota.total, readdirSync(directory)]).toEqual([[], 0, ['.incoming']])
})

test('a name under which there is something that the room does not know is passed over from then on', async () => {
  const files = filesOf(true)
  await files.load()
  mkdirSync(join(directory, NAME))
  writeFileSync(join(directory, NAME, 'a.png'), 'an operator’s')
  expect(await files.receive(upload('a.png'))).toBe('taken')
  expect(await files.receive(upload('a.png'))).toMatchObject({ name: 'a-1.png' })
})

test('a disk that is full when a file gets its place leaves the name to the next', async () => {
  const files = filesOf(
    false,
    keeping(async () => 'full'),
  )
  expect(await files.receive(upload('a.png'))).toBe('disk-full')
  expect([quota.total, drafts()]).toEqual([0, []])
  expect(await files.receive(upload('a.png'))).toMatchObject({ name: 'a.png' })
})

test('a disk that fails is a refusal, and nothing is counted that is not there', async () => {
  const files = filesOf(
    false,
    keeping(async () => {
      throw REFUSAL
    }),
  )
  await expect(files.receive(upload('a.png'))).rejects.toBe(REFUSAL)
  expect([files.list(), quota.total, drafts()]).toEqual([[], 0, []])
  // Nobody knows what is under that name now.
  expect(await files.receive(upload('a.png'))).toMatchObject({ name: 'a-1.png' })
})

test('a room begins without the files that the disk does not give, and ends without what it does not remove', async () => {
  const refuse = async () => {
    throw REFUSAL
  }
  const unread = filesOf(true, { inFolder: refuse })
  await unread.load()
  expect(unread.list()).toEqual([])
  const unremoved = filesOf(false, { removeFolder: refuse })
  await unremoved.receive(upload('a.png'))
  await unremoved.close()
  expect(unremoved.list()).toEqual([])
  expect(log.lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'error', message: 'files of a room were not found', room: NAME, error: 'Refusal: backend-refused: files: EIO' },
    { level: 'error', message: 'files of a room were not removed', room: NAME },
  ])
})

test('what is not what was announced is not kept', async () => {
  const files = filesOf(false)
  const accepts = async ({ size, sha1 }: BlobDraft) => size === 5 && sha1[0] === 0
  expect(await files.receive(upload('a.png', 'hello', { accepts }))).toBe('broken-off')
  expect([files.list(), drafts(), quota.total]).toEqual([[], [], 0])
})

test('a file that is kept elsewhere is offered under a name of its own, and stays where it is', async () => {
  const files = filesOf(false)
  await files.receive(upload('a.png'))
  const blob = await files.open('a.png')
  const elsewhere = { name: 'a.png', size: 5, uploader: ALICE, open: async () => blob }
  const adopted = files.adopt(elsewhere)
  expect(adopted).toEqual({ name: 'a-1.png', size: 5, uploader: ALICE, session: expect.stringMatching(/^[0-9a-f]{32}$/) })
  // Clients fetch with the session of whoever they think has shared it.
  expect(files.hasFileOf(adopted?.session ?? '')).toBe(true)
  expect(files.list().map(({ name }) => name)).toEqual(['a.png', 'a-1.png'])
  expect(await files.open('a-1.png')).toBe(blob)
  expect(files.hashesOf('a.png')?.sha1).toHaveLength(20)
  expect([files.hashesOf('a-1.png'), files.hashesOf('b.png')]).toEqual([null, null])
  await blob?.close()
  await files.close()
  expect([files.adopt(elsewhere), quota.total]).toEqual([null, 0])
})
