import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SqliteStore } from '../../server/src/adapters/store/sqlite/sqlite-store.ts'
import type { JournalEntry } from '../../server/src/ports/journal-entry.ts'
import type { Message, SylkClient } from './support/client.ts'
import { journalOf, MessageHouse } from './support/message-house.ts'
import { ALICE, BOB } from './support/telephony.ts'

const NOON = Date.UTC(2026, 6, 17, 12)
const directory = mkdtempSync(join(tmpdir(), 'weft-journal-'))

const received = (messageId: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  ...{ contact: 'zoe@elsewhere.test', direction: 'incoming', contentType: 'text/plain', content: 'hello', messageId },
  ...{ arrivedAt: NOON, disposition: null, state: 'received', timestamp: '2026-07-17T12:00:00+00:00' },
  ...more,
})

/** What is in the journal of an account before the server starts. */
async function fill(store: SqliteStore, account: string, entries: readonly JournalEntry[]): Promise<void> {
  await store.journals.activate(account)
  await store.journals.apply(entries.map((entry) => ({ operation: 'append', account, entry })))
}

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e'
const CAROL = 'carol@weft.test'
const DAVE = 'dave@weft.test'

let house: MessageHouse
let alice: SylkClient
beforeAll(async () => {
  const path = join(directory, 'weft.db')
  const store = new SqliteStore(path)
  // All within one millisecond.
  await fill(
    store,
    ALICE,
    Array.from({ length: 12_000 }, (_, index) => received(`number ${index}`)),
  )
  await fill(store, BOB, [
    received('processed', { state: 'processed' }),
    received('nonsense', { state: 'whatever' }),
    received('no time', { timestamp: 'yesterday' }),
    received('other zone', { timestamp: '2026-07-17T14:00:00.500+02:00' }),
    received('control', { state: null, direction: '', content: ALICE, contentType: 'application/sylk-conversation-read' }),
    received('key', { contentType: 'text/pgp-public-key' }),
    received('composing', { contentType: 'application/im-iscomposing+xml' }),
    received('asked', { disposition: ['display'] }),
  ])
  await fill(store, CAROL, [
    ...Array.from({ length: 8 }, (_, index) => received(`before ${index}`)),
    ...Array.from({ length: 5 }, (_, index) => received(index === 0 ? UUID : `${UUID}-${index}`)),
  ])
  const hours = Array.from({ length: 24 }, (_, index) => NOON - (24 - index) * 3_600_000)
  await fill(
    store,
    DAVE,
    hours.map((arrivedAt, index) => received(`hour ${index}`, { arrivedAt })),
  )
  await store.close()
  house = await MessageHouse.open({ 'weft.ini': { Store: { path, retention_days: 0 } } })
  alice = await house.device('alice')
})
afterAll(async () => {
  await house.close()
  rmSync(directory, { recursive: true })
})

const ids = (entries: readonly Message[]) => entries.map(({ message_id }) => message_id)

/** All pages, asked for as web clients do: until nothing comes. */
async function pages(client: SylkClient, user: string, more: object = {}): Promise<Message[][]> {
  const all: Message[][] = []
  for (let after = {}; ; ) {
    const page = await journalOf(client, user, { ...more, ...after })
    all.push(page)
    const last = page.at(-1)
    if (last === undefined) return all
    after = { message_id: last.message_id }
  }
}

test('[12.109] twelve thousand records that came at the same time come in three pages, without a gap or a repeat', async () => {
  const all = await pages(alice, 'alice')
  expect(all.map(({ length }) => length)).toEqual([5000, 5000, 2000, 0])
  expect(ids(all.flat())).toEqual(Array.from({ length: 12_000 }, (_, index) => `number ${index}`))
})

test('[12.110] a limit, a time to begin at, or neither', async () => {
  const dave = await house.device('dave')
  expect(await journalOf(dave, 'dave', { limit: 10 })).toHaveLength(10)
  expect(await journalOf(dave, 'dave')).toHaveLength(24)
  const since = new Date(NOON - 2.5 * 3_600_000).toISOString()
  expect(ids(await journalOf(dave, 'dave', { message_id: 'unknown', since }))).toEqual(['hour 22', 'hour 23'])
  expect(ids(await journalOf(dave, 'dave', { since: since.replace('Z', '+00:00') }))).toEqual(['hour 22', 'hour 23'])
  expect(ids(await journalOf(dave, 'dave', { message_id: 'hour 21', since }))).toEqual(['hour 22', 'hour 23'])
  expect(await journalOf(dave, 'dave', { message_id: 'unknown' })).toHaveLength(24)
  expect(await journalOf(dave, 'dave', { since: 'nonsense' })).toHaveLength(24)
})

test('[12.111][12.112] whatever is in the journal, clients get what they can read', async () => {
  const bob = await house.device('bob')
  const entries = new Map((await journalOf(bob, 'bob')).map((entry) => [entry.message_id, entry]))
  expect([...entries.keys()]).toEqual(['processed', 'nonsense', 'no time', 'other zone', 'control', 'asked'])
  expect(entries.get('processed')).toMatchObject({ state: 'accepted' })
  expect(entries.get('nonsense')).toMatchObject({ state: null })
  expect(entries.get('no time')).toMatchObject({ timestamp: '2026-07-17T12:00:00+00:00' })
  expect(entries.get('other zone')).toMatchObject({ timestamp: '2026-07-17T12:00:00.500000+00:00' })
  expect(entries.get('control')).toMatchObject({ state: null, disposition: null, direction: '', content: ALICE })
  expect(entries.get('asked')).toMatchObject({ disposition: ['display'], state: 'received' })
})

test('a page of nothing but what clients may not see is not the end', async () => {
  const bob = await house.device('bob')
  expect((await pages(bob, 'bob', { limit: 1 })).map(ids)).toEqual([
    ...['processed', 'nonsense', 'no time', 'other zone', 'control', 'asked'].map((id) => [id]),
    [],
  ])
})

test('the pieces of one text are not torn apart by the end of a page', async () => {
  const carol = await house.device('carol')
  const all = await pages(carol, 'carol', { limit: 10 })
  expect(all.map(({ length }) => length)).toEqual([8, 5, 0])
})

test('an account without a journal gets an empty page', async () => {
  house.telephony.janus.sip.addUser('erin@weft.test', 'd41d8cd98f00b204e9800998ecf8427e')
  const erin = await house.kept(house.telephony.client('alice'))
  const account = { account: 'erin@weft.test' }
  expect(await erin.request('account-add', { ...account, password: 'd41d8cd98f00b204e9800998ecf8427e' })).toBe('ack')
  expect(await erin.request('account-register', account)).toBe('ack')
  await erin.event('registration-state', 'registered')
  expect(await journalOf(erin, 'erin')).toEqual([])
})
