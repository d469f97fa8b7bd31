import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import type { Clock } from '../../ports/clock.ts'
import { HtdigestFile } from './htdigest-file.ts'
import { readHtdigest } from './htdigest-lines.ts'

const directory = mkdtempSync(join(tmpdir(), 'weft-users-'))
afterAll(() => rmSync(directory, { recursive: true }))

const md5 = '0123456789abcdef'.repeat(2)
const sha256 = '0123456789abcdef'.repeat(4)

class Time implements Clock {
  time = 1_700_000_000_000
  now(): number {
    return this.time
  }
  after(): () => void {
    throw new Error('nobody waits')
  }
}

function fileWith(text: string) {
  const path = join(directory, `users-${Math.random()}`)
  writeFileSync(path, text)
  const [clock, log] = [new Time(), new RecordingLog()]
  return { path, clock, log, file: new HtdigestFile(path, clock, log) }
}

test('a user is found by name and realm, with all hashes of the password', async () => {
  const { file } = fileWith(
    `# users\n\nalice:example.com:${md5}\r\nalice:example.com:${sha256.toUpperCase()}\nalice:other:${sha256}\n`,
  )
  expect(await file.find('alice', 'example.com')).toEqual([
    { hash: 'MD5', ha1: md5 },
    { hash: 'SHA-256', ha1: sha256 },
  ])
  expect(await file.find('alice', 'other')).toEqual([{ hash: 'SHA-256', ha1: sha256 }])
  expect(await file.find('Alice', 'example.com')).toBeNull()
  expect(await file.find('alice', 'Example.com')).toBeNull()
  expect(await file.find('__proto__', 'example.com')).toBeNull()
})

test('of two lines of a kind the later counts', () => {
  const { realms, users } = readHtdigest(`a:r:${md5}\na:r:${'f'.repeat(32)}\n`)
  expect(realms.get('r')?.get('a')).toEqual([{ hash: 'MD5', ha1: 'f'.repeat(32) }])
  expect(users).toBe(1)
})

test('a line that says nothing is told by its number, never by its content', async () => {
  const { file, log } = fileWith(`alice:example.com:secret\nbob:example.com:${md5}\nmallory:a:b:${md5}\n`)
  expect(await file.find('bob', 'example.com')).toHaveLength(1)
  expect(log.lines.filter((line) => line.includes('no user:realm:HA1'))).toHaveLength(2)
  expect(log.text).toContain('"line":1')
  expect(log.text).toContain('"line":3')
  expect(log.text).not.toMatch(/secret|mallory|0123456789abcdef/)
})

test('a file that is all wrong is not told line by line', () => {
  expect(readHtdigest('wrong\n'.repeat(1000)).wrongLines).toHaveLength(20)
})

test('a change of the file counts a second later, or as soon as it is told', async () => {
  const { path, clock, file } = fileWith(`alice:r:${md5}\n`)
  writeFileSync(path, `bob:r:${md5}\n`)
  utimesSync(path, 1, 1)
  expect(await file.find('bob', 'r')).toBeNull()
  clock.time += 1000
  expect(await file.find('bob', 'r')).toHaveLength(1)
  expect(await file.find('alice', 'r')).toBeNull()
  writeFileSync(path, `carol:r:${md5}\n`)
  file.reload()
  expect(await file.find('carol', 'r')).toHaveLength(1)
})

test('while the file is away those from before count, and it is told once', async () => {
  const { path, clock, log, file } = fileWith(`alice:r:${md5}\n`)
  rmSync(path)
  for (let looks = 0; looks < 3; looks++) {
    clock.time += 1000
    expect(await file.find('alice', 'r')).toHaveLength(1)
  }
  expect(log.lines.filter((line) => line.includes('cannot be read'))).toHaveLength(1)
  writeFileSync(path, `bob:r:${md5}\n`)
  clock.time += 1000
  expect(await file.find('bob', 'r')).toHaveLength(1)
})
