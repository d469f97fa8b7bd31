import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Misuse } from './exit-code.ts'
import { importFiles } from './import.ts'
import type { Operator } from './operator.ts'

let directory: string
let storage: string
let said: string[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-import-'))
  storage = join(directory, 'storage')
  mkdirSync(join(storage, 'conversations/a'), { recursive: true })
  writeFileSync(join(directory, 'weft.ini'), '[Store]\npath = weft.db\n')
  const account = {
    created_at: '2026-07-17 08:00:00',
    contact: 'bob@example.com',
    content_type: 'text/plain',
    direction: 'incoming',
  }
  const messages = [
    { ...account, message_id: 'm1', content: 'hush' },
    { ...account, message_id: 'm2', content: null },
  ]
  writeFileSync(join(storage, 'conversations/a/alice@example.com_messages.json'), JSON.stringify(messages))
})

afterEach(() => rmSync(directory, { recursive: true }))

function run(...words: string[]): Promise<number> {
  said = []
  const operator: Operator = {
    isThere: false,
    say: (line) => said.push(line),
    warn: (line) => said.push(line),
    ask: async () => null,
  }
  return importFiles([...words, '--config-dir', directory], operator)
}

test('says what was taken, what was there, and what was skipped and why', async () => {
  const skipped = ['Skipped:', '  conversations/a/alice@example.com_messages.json: no content (1)']
  expect(await run(storage, '--time-zone', 'Europe/Amsterdam', '--dry-run')).toBe(0)
  expect(said).toEqual([
    'Nothing is written. Times are taken to be of Europe/Amsterdam.',
    'Could be taken: 1 message',
    ...skipped,
  ])
  expect(await run(storage, '--time-zone', 'Europe/Amsterdam')).toBe(0)
  const into = `Into ${join(directory, 'weft.db')}. Times are taken to be of Europe/Amsterdam.`
  expect(said).toEqual([into, 'Taken: 1 message', ...skipped])
  expect(await run(storage, '--time-zone', 'Europe/Amsterdam')).toBe(0)
  expect(said).toEqual([into, 'Taken: nothing', 'There already: 1 message', ...skipped])
})

test.each([[], ['a', 'b'], ['a', '--time-zone', 'Europe/Atlantis']])('%j makes no sense', async (...words) => {
  await expect(run(...words)).rejects.toBeInstanceOf(Misuse)
})

test('a directory that is none of the original is refused', async () => {
  await expect(run(directory)).rejects.toThrow(`${directory} holds no conversations`)
})
