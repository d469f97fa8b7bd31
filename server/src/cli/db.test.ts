import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteStore } from '../adapters/store/sqlite/sqlite-store.ts'
import type { JournalEntry } from '../ports/journal-entry.ts'
import type { PushToken } from '../ports/push-tokens.ts'
import { db } from './db.ts'
import { Misuse } from './exit-code.ts'
import type { Operator } from './operator.ts'

const ALICE = 'alice@example.com'
const BOB = 'bob@example.com'
const DAY = 86_400_000
const SECRET = 'a-very-secret-token-indeed'

let directory: string
let store: SqliteStore

/** What a server has made, and has open. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-db-'))
  writeFileSync(join(directory, 'weft.ini'), '[Store]\npath = weft.db\n')
  store = new SqliteStore(join(directory, 'weft.db'))
})

afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

/** Somebody who is told things and answers questions; a script, where there are no answers. */
function operator(...answers: string[]): Operator & { readonly said: string[]; readonly asked: string[] } {
  const [said, asked]: string[][] = [[], []]
  return {
    ...{ said: said ?? [], asked: asked ?? [] },
    isThere: answers.length > 0,
    say: (line) => said?.push(line),
    warn: (line) => said?.push(line),
    ask: async (question) => {
      asked?.push(question)
      return answers.shift() ?? null
    },
  }
}

const run = (who: Operator, ...words: string[]) => db([...words, '--config-dir', directory], who)

const entry = (messageId: string, contact = BOB): JournalEntry => ({
  ...{ contact, direction: 'incoming', contentType: 'text/plain', content: 'hush', arrivedAt: 20_000 * DAY, messageId },
  ...{ disposition: ['display'], state: 'received', timestamp: '2024-10-04T00:00:00+00:00' },
})

const device = (deviceId: string): PushToken => ({
  ...{ appId: 'app', deviceId, platform: 'ios', silent: false, userAgent: 'Sylk\u001b[2J', token: SECRET, backgroundToken: null },
})

async function fill(): Promise<void> {
  await store.journals.activate(ALICE)
  const entries = [entry('m1'), entry('m2'), entry('m3', 'carol@example.com')]
  await store.journals.apply(entries.map((one) => ({ operation: 'append', account: ALICE, entry: one })))
  await store.publicKeys.put(ALICE, { content: 'hush', storedAt: 20_001 * DAY })
  await store.apiTokens.add(ALICE, SECRET, 20_002 * DAY, 5)
  for (const id of ['d1', 'd2']) await store.pushTokens.put(ALICE, device(id))
  await store.addressBooks.put(ALICE, [{ type: 'contact', id: 'c1', json: '{"name":"hush"}' }])
}

test('shows what is kept for an account, without what messages say and without whole tokens', async () => {
  await fill()
  const who = operator()
  expect(await run(who, 'show', 'Alice@Example.com')).toBe(0)
  expect(who.said).toEqual([
    `${ALICE} in ${join(directory, 'weft.db')}`,
    'messages      3 records, 3 unread, from 2024-10-04 00:00 UTC to 2024-10-04 00:00 UTC',
    '  bob@example.com: 2',
    '  carol@example.com: 1',
    'public key    of 2024-10-05 00:00 UTC, 4 characters',
    'API tokens    1, good until 2024-10-06 00:00 UTC',
    'push tokens   2',
    '  1. app on d1: ios, token a-very…, Sylk?[2J',
    '  2. app on d2: ios, token a-very…, Sylk?[2J',
    'address book  1 contact, 0 groups, 0 policies',
  ])
})

test('counts a journal of several pages', async () => {
  await store.journals.activate(ALICE)
  const ids = Array.from({ length: 2001 }, (_, n) => `m${n}`)
  await store.journals.apply(ids.map((id) => ({ operation: 'append', account: ALICE, entry: entry(id) })))
  const who = operator()
  await run(who, 'show', ALICE)
  expect(who.said[1]).toContain('2001 records')
})

test('says where nothing is kept, and fails', async () => {
  const who = operator()
  expect(await run(who, 'show', BOB)).toBe(1)
  expect(who.said).toEqual([`Nothing is kept for ${BOB} in ${join(directory, 'weft.db')}`])
})

test('removes everything of one account only, and keeps no messages for it until it registers again', async () => {
  await fill()
  await store.publicKeys.put(BOB, { content: 'other', storedAt: 0 })
  const who = operator('y')
  expect(await run(who, 'remove', 'all', ALICE)).toBe(0)
  expect(who.said).toEqual([`Removed of ${ALICE}: the journal, the public key, the address book, 1 API token, 2 push tokens.`])
  expect(await run(operator(), 'show', ALICE)).toBe(1)
  expect(await store.journals.isActive(ALICE)).toBe(false)
  expect(await store.publicKeys.get(BOB)).not.toBeNull()
})

test('removes messages with one contact, or all, and goes on keeping new ones', async () => {
  await fill()
  const who = operator()
  expect(await run(who, 'remove', 'messages', ALICE, 'Bob@example.com', '--yes')).toBe(0)
  expect(who.said).toEqual([`Removed 2 records: messages of ${ALICE} with ${BOB}.`])
  expect((await store.journals.page(ALICE, { after: null, since: null, limit: 9 })).entries).toMatchObject([{ messageId: 'm3' }])
  expect(await run(who, 'remove', 'messages', ALICE, '--yes')).toBe(0)
  expect((await store.journals.page(ALICE, { after: null, since: null, limit: 9 })).entries).toEqual([])
  expect(await store.journals.isActive(ALICE)).toBe(true)
})

test('removes API tokens and the public key', async () => {
  await fill()
  const who = operator('yes', 'Y', 'y')
  expect(await run(who, 'remove', 'api_token', ALICE)).toBe(0)
  expect(await run(who, 'remove', 'public_key', ALICE)).toBe(0)
  expect(await run(who, 'remove', 'public_key', ALICE)).toBe(0)
  expect(who.said).toEqual([
    `Removed 1 API token of ${ALICE}.`,
    `Removed the public key of ${ALICE}.`,
    `${ALICE} had no public key.`,
  ])
  expect([await store.publicKeys.get(ALICE), await store.apiTokens.expiries(ALICE)]).toEqual([null, []])
})

test('a push token is chosen by its number, or named', async () => {
  await fill()
  const left = async () => (await store.pushTokens.all(ALICE)).map(({ deviceId }) => deviceId)
  const who = operator('2', 'y')
  expect(await run(who, 'remove', 'push_token', ALICE)).toBe(0)
  expect(who.asked).toEqual(['Which one? [1-2, all] ', `Remove 1 push token of ${ALICE}? [y/N] `])
  expect(who.said.join()).not.toContain(SECRET)
  expect(await left()).toEqual(['d1'])
  await expect(run(operator(), 'remove', 'push_token', ALICE, 'app-d2', '--yes')).rejects.toThrow('there is no push token app-d2')
  expect(await run(operator(), 'remove', 'push_token', ALICE, 'app-d1', '--yes')).toBe(0)
  expect(await left()).toEqual([])
  expect(await run(operator(), 'remove', 'push_token', ALICE, '--yes')).toBe(0)
})

test.each([['3'], ['0'], [''], ['d1'], ['1', 'n'], ['1', ''], ['1']])('of push tokens %j removes nothing', async (...answers) => {
  await fill()
  const who = operator(...answers)
  expect(await run(who, 'remove', 'push_token', ALICE)).toBe(1)
  expect(who.said.at(-1)).toBe('Nothing was removed.')
  expect(await store.pushTokens.all(ALICE)).toHaveLength(2)
})

test('nothing is removed where nobody can be asked', async () => {
  await fill()
  for (const what of ['all', 'messages', 'api_token', 'push_token', 'public_key'])
    await expect(run(operator(), 'remove', what, ALICE)).rejects.toBeInstanceOf(Misuse)
  expect((await store.journals.page(ALICE, { after: null, since: null, limit: 9 })).entries).toHaveLength(3)
  expect(await store.pushTokens.all(ALICE)).toHaveLength(2)
})

test.each([
  [],
  ['dance'],
  ['show'],
  ['show', 'alice'],
  ['show', ALICE, BOB],
  ['remove', 'everything', ALICE],
  ['remove', 'all'],
  ['remove', 'all', ALICE, BOB],
  ['remove', 'messages', ALICE, BOB, 'more'],
  ['init', 'now'],
])('%j makes no sense', async (...words) => {
  await expect(run(operator(), ...words, '--yes')).rejects.toBeInstanceOf(Misuse)
})

test('only init makes a database', async () => {
  writeFileSync(join(directory, 'weft.ini'), '[Store]\npath = new/weft.db\n')
  const path = join(directory, 'new/weft.db')
  await expect(run(operator(), 'show', ALICE)).rejects.toThrow(`there is no database ${path}; weft db init makes it`)
  const who = operator()
  expect(await run(who, 'init')).toBe(0)
  expect(who.said).toEqual([`The database is ready: ${path}`])
  expect(await run(operator(), 'show', ALICE)).toBe(1)
})

test('says what is wrong with the configuration of the database', async () => {
  writeFileSync(join(directory, 'weft.ini'), '[Store]\npath = weft.db\nurl = mysql://x\n[Calls]\nsong = 1\n')
  const who = operator()
  await run(who, 'show', ALICE)
  expect(who.said[0]).toContain('[Store] url: "mysql://x" is not a URL that begins with postgresql://')
  expect(who.said).toHaveLength(2)
})
