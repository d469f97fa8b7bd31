import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimPidFile } from './pid-file.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-pid-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('the pid file is there while the server runs, in a directory that is made for it', () => {
  const runtime = join(directory, 'run')
  const release = claimPidFile(runtime)
  expect(readFileSync(join(runtime, 'weft.pid'), 'utf8')).toBe(`${process.pid}\n`)
  release()
  expect(existsSync(join(runtime, 'weft.pid'))).toBe(false)
})

test('a server that still runs is not joined by a second one', () => {
  writeFileSync(join(directory, 'weft.pid'), `${process.ppid}\n`)
  expect(() => claimPidFile(directory)).toThrow(`already running with pid ${process.ppid}`)
})

test('what a crash left behind is taken over', () => {
  writeFileSync(join(directory, 'weft.pid'), '4194399\n')
  claimPidFile(directory)()
  writeFileSync(join(directory, 'weft.pid'), 'nonsense')
  claimPidFile(directory)()
})
