import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import type { AddressBookEntry, Contact } from '../../ports/address-book.ts'
import type { AddressBooks } from '../../ports/address-books.ts'
import { Refusal } from '../../ports/refusal.ts'
import { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { LocalAddressBooks } from './local.ts'

const ALICE = 'alice@example.com'
const handling = { policy: 'default', subscribe: false }
const uri = { id: 'u1', uri: 'bob@example.com' }
const bob: Contact = {
  ...{ id: 'c1', name: 'Bob', uris: [uri], dialog: handling, presence: handling, defaultUri: uri },
  attributes: { tags: ['x', { y: null }] },
}
const contact = (item: Contact): AddressBookEntry => ({ type: 'contact', item })
const empty = { contacts: [], groups: [], policies: [] }

const directory = mkdtempSync(join(tmpdir(), 'weft-address-books-'))
afterAll(() => rmSync(directory, { recursive: true }))

const log = new RecordingLog()
let store: SqliteStore
let books: LocalAddressBooks

beforeEach(() => {
  log.lines.length = 0
  store = new SqliteStore(join(mkdtempSync(join(directory, 'book-')), 'weft.db'))
  books = new LocalAddressBooks(store.addressBooks, log)
})

afterEach(() => store.close())

test('who has never had an address book has an empty one', async () => {
  expect(await books.fetch(ALICE)).toEqual(empty)
})

test('[12.126] items of each type are kept as they are, attributes included', async () => {
  const group = { id: 'c1', name: 'Friends', contacts: [bob], attributes: { order: 1 } }
  const policy = { id: 'p1', name: 'Nobody', uri: 'x@example.com', dialog: handling, presence: handling }
  const entries: AddressBookEntry[] = [contact(bob), { type: 'group', item: group }, { type: 'policy', item: policy }]
  for (const entry of entries) expect(await books.change(ALICE, { action: 'add', entry })).toEqual({ kind: 'changed', entry })
  expect(await books.fetch(ALICE)).toEqual({ contacts: [bob], groups: [group], policies: [policy] })
  expect(await books.fetch('bob@example.com')).toEqual(empty)
})

test('a change replaces the item of its id, and adds it where there is none, whatever it is called', async () => {
  await books.change(ALICE, { action: 'update', entry: contact(bob) })
  await books.change(ALICE, { action: 'add', entry: contact({ ...bob, id: 'c2' }) })
  await books.change(ALICE, { action: 'add', entry: contact({ ...bob, name: 'Robert' }) })
  expect((await books.fetch(ALICE)).contacts.map(({ id, name }) => `${id} ${name}`)).toEqual(['c1 Robert', 'c2 Bob'])
})

test('a deletion tells what was there, if anything was', async () => {
  await books.change(ALICE, { action: 'add', entry: contact(bob) })
  const deletion = { action: 'delete', type: 'contact', id: 'c1' } as const
  expect(await books.change(ALICE, deletion)).toEqual({ kind: 'changed', entry: contact(bob) })
  expect(await books.change(ALICE, deletion)).toEqual({ kind: 'changed', entry: null })
  expect(await books.fetch(ALICE)).toEqual(empty)
})

test('a book has a largest size, within which items can still be changed', async () => {
  const large = (id: string) => contact({ ...bob, id, attributes: { note: 'x'.repeat(1_500_000) } })
  for (const id of ['c1', 'c2'])
    expect(await books.change(ALICE, { action: 'add', entry: large(id) })).toMatchObject({ kind: 'changed' })
  expect(await books.change(ALICE, { action: 'add', entry: large('c3') })).toEqual({
    kind: 'failed',
    text: 'The address book is full',
    retryable: false,
  })
  expect(await books.change(ALICE, { action: 'update', entry: large('c2') })).toMatchObject({ kind: 'changed' })
  expect((await books.fetch(ALICE)).contacts).toHaveLength(2)
})

test('an item that nobody can read costs only itself', async () => {
  await store.addressBooks.put(ALICE, [
    { type: 'contact', id: 'bad', json: '{"name":"secret name"' },
    { type: 'contact', id: 'c1', json: JSON.stringify(bob) },
  ])
  expect(await books.fetch(ALICE)).toEqual({ ...empty, contacts: [bob] })
  expect(await books.change(ALICE, { action: 'delete', type: 'contact', id: 'bad' })).toEqual({ kind: 'changed', entry: null })
  expect(log.text).toContain('cannot be read')
  expect(log.text).not.toContain('secret')
})

test('a store that cannot write fails the change, and one that cannot read is no empty book', async () => {
  const refuse = () => Promise.reject(new Refusal('backend-refused', 'the disk is full'))
  const broken: AddressBooks = { items: refuse, put: refuse, remove: refuse, removeAll: refuse }
  const books = new LocalAddressBooks(broken, log)
  const failed = { kind: 'failed', text: 'The address book cannot be changed at the moment', retryable: true }
  expect(await books.change(ALICE, { action: 'add', entry: contact(bob) })).toEqual(failed)
  expect(await books.change(ALICE, { action: 'delete', type: 'contact', id: 'c1' })).toEqual(failed)
  expect(await books.fetch(ALICE).catch((error: unknown) => error)).toBeInstanceOf(Refusal)
  expect(log.text).toContain('the disk is full')
})
