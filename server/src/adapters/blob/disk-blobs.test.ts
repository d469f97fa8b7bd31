import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BlobPlace, OpenBlob } from '../../ports/blobs.ts'
import { systemRandom } from '../random/system.ts'
import { DiskBlobs } from './disk-blobs.ts'

let directory: string
let blobs: DiskBlobs
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-blobs-'))
  blobs = new DiskBlobs(join(directory, 'files'), systemRandom)
})
afterEach(() => rmSync(directory, { recursive: true }))

const PLACE: BlobPlace = { folder: ['a', 'alice', 'bob', 't1'], name: 'photo.jpg' }
const pathOf = ({ folder, name }: BlobPlace) => join(directory, 'files', ...folder, name)
const drafts = () => readdirSync(join(directory, 'files', '.incoming'))

async function* chunksOf(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function* breaking(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
  throw new Error('aborted')
}

async function kept(place: BlobPlace, text: string, note = '{}'): Promise<'kept' | 'taken' | 'full'> {
  const receipt = await blobs.receive(chunksOf(text), 1_000)
  if (receipt.outcome !== 'received') throw new Error(receipt.outcome)
  return receipt.draft.keep(place, note)
}

async function textOf(blob: OpenBlob | null, first = 0, last = Number.POSITIVE_INFINITY): Promise<string | null> {
  if (blob === null) return null
  const chunks: Uint8Array[] = []
  for await (const chunk of blob.read(first, last)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('what came in is hashed on its way, and found with its note once it is kept', async () => {
  const receipt = await blobs.receive(chunksOf('hel', '', 'lo'), 5)
  if (receipt.outcome !== 'received') throw new Error(receipt.outcome)
  expect(Buffer.from(receipt.draft.sha1)).toEqual(createHash('sha1').update('hello').digest())
  expect(Buffer.from(receipt.draft.sha256)).toEqual(createHash('sha256').update('hello').digest())
  expect(await blobs.open(PLACE)).toBeNull()
  expect(await receipt.draft.keep(PLACE, 'a note')).toBe('kept')
  const found = await blobs.open(PLACE)
  expect(found).toMatchObject({ place: PLACE, size: 5, note: 'a note' })
  expect(await textOf(found)).toBe('hello')
  expect(readFileSync(pathOf({ ...PLACE, name: 'meta-photo.jpg' }), 'utf8')).toBe('a note')
  expect(drafts()).toEqual([])
})

test('a part of it can be read, and all of it although it is removed meanwhile', async () => {
  await kept(PLACE, 'hello')
  expect(await textOf(await blobs.open(PLACE), 1, 3)).toBe('ell')
  const held = await blobs.open(PLACE)
  expect(await blobs.remove(PLACE)).toBe(true)
  expect(await textOf(held)).toBe('hello')
  expect(await blobs.open(PLACE)).toBeNull()
})

test.each([
  ['too-large', () => chunksOf('hello', 'x')],
  ['broken-off', () => breaking('hel')],
])('of a body that is %s nothing is left', async (outcome, body) => {
  expect(await blobs.receive(body(), 5)).toEqual({ outcome })
  expect(drafts()).toEqual([])
})

test('what is there stays as it is', async () => {
  await kept(PLACE, 'first')
  expect(await kept(PLACE, 'second')).toBe('taken')
  expect(await textOf(await blobs.open(PLACE))).toBe('first')
  expect(drafts()).toEqual([])
})

test('a draft that is discarded leaves nothing', async () => {
  const receipt = await blobs.receive(chunksOf('hello'), 5)
  if (receipt.outcome === 'received') await receipt.draft.discard()
  expect(drafts()).toEqual([])
})

test('removing takes the note and the empty folders with it, and nothing else', async () => {
  const other = { folder: ['a', 'alice', 'carol', 't2'], name: 'x' }
  await kept(PLACE, 'hello')
  await kept(other, 'other')
  expect(await blobs.remove(PLACE)).toBe(true)
  expect(await blobs.remove(PLACE)).toBe(false)
  expect(existsSync(join(directory, 'files', 'a', 'alice', 'bob'))).toBe(false)
  expect(await textOf(await blobs.open(other))).toBe('other')
})

test('a folder says which blobs are right in it', async () => {
  await kept(PLACE, 'hello')
  expect(await blobs.inFolder(PLACE.folder)).toMatchObject([{ place: PLACE, size: 5 }])
  expect(await blobs.inFolder(['a', 'alice'])).toEqual([])
  expect(await blobs.inFolder(['nobody'])).toEqual([])
})

test('after a crash drafts are gone, and a file or a note alone is no blob', async () => {
  await kept(PLACE, 'hello')
  const half = { folder: ['a', 'alice', 'bob', 't2'], name: 'half.jpg' }
  mkdirSync(join(directory, 'files', ...half.folder))
  writeFileSync(pathOf(half), 'without a note')
  writeFileSync(pathOf({ ...half, name: 'meta-gone.jpg' }), '{}')
  writeFileSync(join(directory, 'files', '.incoming', 'left'), 'over')
  blobs = new DiskBlobs(join(directory, 'files'), systemRandom)
  expect(await blobs.open(half)).toBeNull()
  expect(await blobs.open({ ...half, name: 'gone.jpg' })).toBeNull()
  expect(await textOf(await blobs.open(PLACE))).toBe('hello')
  expect(drafts()).toEqual([])
})

test('a folder goes with all that is in it, and nothing beside it; what its links lead to stays', async () => {
  const secret = join(directory, 'secret')
  writeFileSync(secret, 'secret')
  await kept(PLACE, 'hello')
  await kept({ folder: ['a', 'alice', 'bob', 't2'], name: 'x' }, 'x')
  await kept({ folder: ['a', 'alice', 'carol'], name: 'y' }, 'y')
  for (const name of ['left over', 'meta-gone.jpg', '.hidden']) writeFileSync(pathOf({ ...PLACE, name }), '')
  symlinkSync(secret, pathOf({ ...PLACE, name: 'link' }))
  symlinkSync(join(directory, 'files', 'a', 'alice'), join(directory, 'files', 'b'))
  await blobs.removeFolder(['b', 'bob'])
  await blobs.removeFolder(['a', 'alice', 'nobody'])
  expect(existsSync(pathOf(PLACE))).toBe(true)
  await blobs.removeFolder(['a', 'alice', 'bob'])
  expect(readdirSync(join(directory, 'files', 'a', 'alice'))).toEqual(['carol'])
  expect(readFileSync(secret, 'utf8')).toBe('secret')
  await blobs.removeFolder(['a', 'alice', 'carol'])
  expect(readdirSync(join(directory, 'files')).sort()).toEqual(['.incoming', 'b'])
  await expect(blobs.removeFolder(['..'])).rejects.toThrow(RangeError)
})

test('sweeping removes what it is told to, old notes without their blob, and empty folders', async () => {
  const old = { folder: ['b', 'bob', 'alice', 't3'], name: 'old.jpg' }
  await kept(PLACE, 'hello')
  await kept(old, 'old')
  utimesSync(pathOf(old), 1_000, 1_000)
  const orphan = pathOf({ ...PLACE, name: 'meta-gone.jpg' })
  const fresh = pathOf({ ...PLACE, name: 'meta-coming.jpg' })
  for (const path of [orphan, fresh]) writeFileSync(path, '{}')
  utimesSync(orphan, 1_000, 1_000)
  mkdirSync(join(directory, 'files', 'c', 'empty'), { recursive: true })
  const seen: string[] = []
  await blobs.sweep(({ place, storedAt }) => {
    seen.push(place.name)
    return storedAt === 1_000_000 ? 'remove' : 'keep'
  })
  expect(seen.sort()).toEqual(['old.jpg', 'photo.jpg'])
  expect(readdirSync(join(directory, 'files')).sort()).toEqual(['.incoming', 'a'])
  expect(readdirSync(join(directory, 'files', ...PLACE.folder)).sort()).toEqual([
    'meta-coming.jpg',
    'meta-photo.jpg',
    'photo.jpg',
  ])
})

test('links lead nowhere, neither as files nor as folders nor as notes', async () => {
  const secret = join(directory, 'secret')
  mkdirSync(secret)
  for (const name of ['x', 'meta-x']) writeFileSync(join(secret, name), 'secret')
  await kept(PLACE, 'hello')
  symlinkSync(join(secret, 'x'), pathOf({ ...PLACE, name: 'link' }))
  writeFileSync(pathOf({ ...PLACE, name: 'meta-link' }), '{}')
  symlinkSync(secret, join(directory, 'files', 'a', 'alice', 'elsewhere'))
  expect(await blobs.open({ ...PLACE, name: 'link' })).toBeNull()
  const elsewhere = { folder: ['a', 'alice', 'elsewhere'], name: 'x' }
  expect(await blobs.open(elsewhere)).toBeNull()
  expect(await blobs.remove(elsewhere)).toBe(false)
  await expect(kept({ ...elsewhere, name: 'y' }, 'hello')).rejects.toThrow('something else')
  await blobs.sweep(() => 'remove')
  expect(readdirSync(secret).sort()).toEqual(['meta-x', 'x'])
})

test.each([
  [{ folder: ['..'], name: 'x' }],
  [{ folder: ['a', ''], name: 'x' }],
  [{ folder: ['a/b'], name: 'x' }],
  [{ folder: ['a'], name: '../x' }],
  [{ folder: ['a'], name: '.hidden' }],
  [{ folder: ['a'], name: 'meta-x' }],
  [{ folder: ['a'], name: 'x\0.jpg' }],
])('%j is refused, as nobody who has made names of what he was given would ask for it', async (place) => {
  await expect(blobs.open(place)).rejects.toThrow(RangeError)
  await expect(kept(place, 'hello')).rejects.toThrow(RangeError)
})

test('a disk that fails is a refusal without the path, and nothing is remembered of it', async () => {
  writeFileSync(join(directory, 'files'), 'no directory')
  await expect(blobs.open(PLACE)).rejects.toMatchObject({ reason: 'backend-refused', detail: 'files: EEXIST' })
  rmSync(join(directory, 'files'))
  expect(await kept(PLACE, 'hello')).toBe('kept')
})

test('it is told how much can still be written', async () => {
  expect(await blobs.free()).toBeGreaterThan(0)
})
