import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import type { RecordingNote } from '../../ports/recordings.ts'
import { Refusal } from '../../ports/refusal.ts'
import { RoomRecording } from './recording-log.ts'

const ALICE = { uri: 'alice@example.com', displayName: 'Alice' }
const BOB = { uri: 'bob@example.com', displayName: '' }

class Bench {
  readonly clock = new StillClock()
  readonly start = this.clock.now()
  readonly log = new RecordingLog()
  readonly notes: RecordingNote[] = []
  discarded = 0
  begin: () => Promise<void> = async () => {}
  write: () => Promise<void> = async () => {}
  readonly recording = new RoomRecording('team@conference.example.com', {
    clock: this.clock,
    log: this.log,
    recordings: {
      begin: async () => {
        await this.begin()
        return {
          directory: '/srv/recordings/team',
          note: async (note) => {
            await this.write()
            this.notes.push(note)
          },
          discard: async () => {
            this.discarded++
          },
        }
      },
    },
  })
}

test('who was in which file, and when, is noted from the first to join to the end', async () => {
  const { clock, start, notes, recording } = new Bench()
  expect(await recording.begin()).toBe('/srv/recordings/team')
  const alice = recording.nameFor('s1', ALICE)
  const bob = recording.nameFor('s2', BOB)
  clock.pass(1_000)
  recording.joined('s1')
  clock.pass(1_000)
  recording.joined('s2')
  clock.pass(1_000)
  recording.left('s1')
  recording.left('nobody')
  clock.pass(1_000)
  await recording.end()
  expect(notes.at(-1)).toEqual({
    ...{ room: 'team@conference.example.com', startedAt: start, endedAt: start + 4_000 },
    participants: [
      { session: 's1', party: ALICE, file: alice, joinedAt: start + 1_000, leftAt: start + 3_000 },
      { session: 's2', party: BOB, file: bob, joinedAt: start + 2_000, leftAt: null },
    ],
  })
})

test('files have plain names that a client cannot choose, another one each time', async () => {
  const { notes, recording } = new Bench()
  await recording.begin()
  const names = ['../../etc/passwd', 's1', 's1'].map((session) => recording.nameFor(session, ALICE))
  for (const name of names) expect(name).toMatch(/^000[123]-[0-9a-f]{16}$/)
  expect(new Set(names).size).toBe(3)
  recording.joined('s1')
  recording.left('s1')
  const again = recording.nameFor('s1', ALICE)
  recording.joined('s1')
  await recording.end()
  const told = notes.at(-1)?.participants.map(({ file, leftAt }) => [file, leftAt === null])
  expect(told).toEqual([
    [names[2], false],
    [again, true],
  ])
})

test('one note is written at a time, and what changes meanwhile goes into the next', async () => {
  const bench = new Bench()
  const { notes, recording } = bench
  await recording.begin()
  const writing = Promise.withResolvers<void>()
  bench.write = () => writing.promise
  for (const session of ['s1', 's2', 's3', 's4']) {
    recording.nameFor(session, ALICE)
    recording.joined(session)
  }
  writing.resolve()
  await recording.end()
  expect(notes.map(({ participants, endedAt }) => [participants.length, endedAt !== null])).toEqual([
    [1, false],
    [4, true],
  ])
})

test('a recording of nobody is discarded', async () => {
  const bench = new Bench()
  await bench.recording.begin()
  bench.recording.nameFor('s1', ALICE)
  bench.recording.joined('of whom nobody knows')
  await bench.recording.end()
  expect([bench.discarded, bench.notes]).toEqual([1, []])
})

test('what is over before it begins never does', async () => {
  const bench = new Bench()
  bench.begin = async () => {
    throw new Error('nobody may ask for that')
  }
  await bench.recording.end()
  expect(await bench.recording.begin()).toBeNull()
  expect([bench.discarded, bench.log.lines]).toEqual([0, []])
})

test('a disk that refuses is logged, and the room goes on', async () => {
  const bench = new Bench()
  const { log, notes, recording } = bench
  bench.write = async () => {
    throw new Refusal('backend-refused', 'recordings: ENOSPC')
  }
  await recording.begin()
  recording.nameFor('s1', ALICE)
  recording.joined('s1')
  await log.line('ENOSPC')
  bench.write = async () => {}
  await recording.end()
  expect(notes).toHaveLength(1)

  const without = new Bench()
  without.begin = async () => {
    throw new Refusal('backend-refused', 'recordings: EACCES')
  }
  expect(await without.recording.begin()).toBeNull()
  without.recording.nameFor('s1', ALICE)
  without.recording.joined('s1')
  await without.recording.end()
  expect(without.log.text).toContain('EACCES')
})
