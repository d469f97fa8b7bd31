import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemRandom } from '../random/system.ts'
import { DiskRecordings } from './disk-recordings.ts'

const ROOM = 'team@conference.example.com'
const START = Date.UTC(2026, 10, 22, 14, 30, 0, 250)
const JOINED = { session: 's1', party: { uri: 'alice@example.com', displayName: 'Alice' }, file: '0001-ab', joinedAt: START }

let directory: string
let recordings: DiskRecordings
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-recordings-'))
  recordings = new DiskRecordings(join(directory, 'recordings'), systemRandom)
})
afterEach(() => rmSync(directory, { recursive: true }))

test('each life of a room has a directory of its own, which says when it began', async () => {
  const begun = [await recordings.begin(ROOM, START), await recordings.begin(ROOM, START)]
  for (const recording of begun) {
    expect(recording.directory).toMatch(/\/recordings\/team@conference\.example\.com\/20261122T143000Z-[0-9a-f]{8}$/)
    expect(statSync(recording.directory).isDirectory()).toBe(true)
  }
  expect(new Set(begun.map((recording) => recording.directory)).size).toBe(2)
})

test('its note says who was in which file, and the last one counts', async () => {
  const recording = await recordings.begin(ROOM, START)
  const note = { room: ROOM, startedAt: START, endedAt: null, participants: [{ ...JOINED, leftAt: null }] }
  await recording.note(note)
  await recording.note({ ...note, endedAt: START + 60_000, participants: [{ ...JOINED, leftAt: START + 59_000 }] })
  expect(readdirSync(recording.directory)).toEqual(['recording.json'])
  expect(JSON.parse(readFileSync(join(recording.directory, 'recording.json'), 'utf8'))).toEqual({
    ...{ room: ROOM, startedAt: '2026-11-22T14:30:00.250Z', endedAt: '2026-11-22T14:31:00.250Z' },
    participants: [
      {
        ...{ session: 's1', uri: 'alice@example.com', displayName: 'Alice', file: '0001-ab' },
        ...{ joinedAt: '2026-11-22T14:30:00.250Z', leftAt: '2026-11-22T14:30:59.250Z' },
      },
    ],
  })
})

test('one that is discarded leaves nothing, unless media are there', async () => {
  const empty = await recordings.begin(ROOM, START)
  const recorded = await recordings.begin(ROOM, START)
  writeFileSync(join(recorded.directory, '0001-ab-audio.mjr'), 'media')
  await empty.discard()
  await empty.discard()
  await recorded.discard()
  expect(readdirSync(join(recorded.directory, '..'))).toHaveLength(1)
  expect(readdirSync(recorded.directory)).toEqual(['0001-ab-audio.mjr'])
})

test.each(['..', '.', '', 'a/b@example.com', '../files/team@example.com', '.hidden@example.com'])(
  'nothing is made for a room that is called %j',
  async (room) => {
    await expect(recordings.begin(room, START)).rejects.toThrow(RangeError)
    expect(readdirSync(join(directory, 'recordings'))).toEqual([])
  },
)

test('a link in place of a room leads nowhere, and a disk that fails is a refusal without the path', async () => {
  const elsewhere = join(directory, 'elsewhere')
  for (const path of [elsewhere, join(directory, 'recordings')]) mkdirSync(path)
  symlinkSync(elsewhere, join(directory, 'recordings', ROOM))
  await expect(recordings.begin(ROOM, START)).rejects.toThrow('something else')
  expect(readdirSync(elsewhere)).toEqual([])
  rmSync(join(directory, 'recordings'), { recursive: true })
  writeFileSync(join(directory, 'recordings'), 'no directory')
  await expect(recordings.begin(ROOM, START)).rejects.toMatchObject({ reason: 'backend-refused', detail: 'recordings: EEXIST' })
})
