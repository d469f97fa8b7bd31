import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskBlobs } from '../../adapters/blob/disk-blobs.ts'
import { systemClock } from '../../adapters/clock/system.ts'
import { systemRandom } from '../../adapters/random/system.ts'
import type { BlobDraft } from '../../ports/blobs.ts'
import { Turns } from '../turns.ts'
import { PartialFiles } from './partial-files.ts'

const HOUR = 3_600_000

let directory: string
let blobs: DiskBlobs
let partials: PartialFiles
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-partial-files-'))
  blobs = new DiskBlobs(directory, systemRandom)
  partials = new PartialFiles({ files: 2, bytes: 10, age: HOUR }, { blobs, clock: systemClock, turns: new Turns() })
})
afterEach(() => rmSync(directory, { recursive: true }))

async function draft(text: string): Promise<BlobDraft> {
  const body = (async function* () {
    yield Buffer.from(text)
  })()
  const receipt = await blobs.receive(body, 1_000)
  if (receipt.outcome !== 'received') throw new Error(receipt.outcome)
  return receipt.draft
}

async function keep(key: string, text: string): Promise<void> {
  const received = await draft(text)
  await partials.keep(key, received)
  await received.discard()
}

async function read(key: string): Promise<string | null> {
  const blob = await partials.open(key)
  if (!blob) return null
  const pieces: Uint8Array[] = []
  for await (const piece of blob.read(0, blob.size - 1)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** Makes it as old as if it had come so many ms ago. */
function age(key: string, ms: number): void {
  const time = new Date(Date.now() - ms)
  utimesSync(join(directory, 'partial', key), time, time)
}

const onDisk = () => readdirSync(join(directory, 'partial')).filter((name) => !name.startsWith('meta-'))

test('what came of a file is there until more of it comes, or it is not needed', async () => {
  await keep('k1', 'ab')
  expect(await read('k1')).toBe('ab')
  await keep('k1', 'abc')
  expect(await read('k1')).toBe('abc')
  await partials.remove('k1')
  await partials.remove('k1')
  expect(await read('k1')).toBeNull()
})

test('the oldest go where there are too many, or too many bytes of them', async () => {
  await keep('k1', 'abc')
  age('k1', 2_000)
  await keep('k2', 'abc')
  age('k2', 1_000)
  await keep('k3', 'abc')
  expect(onDisk()).toEqual(['k2', 'k3'])
  await keep('k4', 'abcdefgh')
  expect(onDisk()).toEqual(['k4'])
})

test('what is larger than all may be, or nothing, is not kept', async () => {
  await keep('k1', 'abcdefghijk')
  await keep('k2', '')
  expect([await read('k1'), await read('k2')]).toEqual([null, null])
})

test('what is too old is not there any more, and is cleared away', async () => {
  await keep('k1', 'abc')
  await keep('k2', 'abc')
  age('k1', HOUR + 1_000)
  expect([await read('k1'), onDisk()]).toEqual([null, ['k1', 'k2']])
  await partials.clear()
  expect(onDisk()).toEqual(['k2'])
})
