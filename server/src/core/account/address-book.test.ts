import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import type { AddressBookChange, AddressBookKeeper, AddressBookOutcome, Contact } from '../../ports/address-book.ts'
import { Refusal } from '../../ports/refusal.ts'
import { AddressBooks } from './address-book.ts'
import { completeContact, goneEntry } from './contact.ts'

const ALICE = 'alice@example.com'
const handling = { policy: 'default', subscribe: false }
const bob: Contact = { id: 'c1', name: 'Bob', uris: [{ id: 'u1', uri: 'bob@example.com' }], dialog: handling, presence: handling }
const add: AddressBookChange = { action: 'add', entry: { type: 'contact', item: bob } }

/** A keeper that answers so to every change, and keeps what it was asked. */
function keeper(outcome: AddressBookOutcome) {
  const changes: AddressBookChange[] = []
  const keeper: AddressBookKeeper = {
    fetch: async () => ({ contacts: [bob], groups: [], policies: [] }),
    change: async (_account, change) => {
      changes.push(change)
      return outcome
    },
  }
  return { changes, books: new AddressBooks(keeper, new RecordingLog()) }
}

test('[12.126] a contact is kept and told complete', async () => {
  const entry = { type: 'contact', item: completeContact(bob) } as const
  const { changes, books } = keeper({ kind: 'changed', entry: { type: 'contact', item: bob } })
  expect(await books.change(ALICE, add)).toEqual({ kind: 'updated', action: 'add', entry })
  expect(changes).toEqual([{ action: 'add', entry }])
  expect(await books.fetch(ALICE)).toEqual({ contacts: [entry.item], groups: [], policies: [] })
})

test('a deletion tells the item as it was, or at least its id', async () => {
  const deletion = { action: 'delete', type: 'contact', id: 'c1' } as const
  const known = keeper({ kind: 'changed', entry: { type: 'contact', item: bob } })
  expect(await known.books.change(ALICE, deletion)).toMatchObject({ kind: 'updated', action: 'delete', entry: { item: bob } })
  const unknown = keeper({ kind: 'changed', entry: null })
  expect(await unknown.books.change(ALICE, deletion)).toEqual({
    kind: 'updated',
    action: 'delete',
    entry: goneEntry('contact', 'c1'),
  })
})

test('a failure names the item and whether it is worth another try', async () => {
  const { books } = keeper({ kind: 'failed', text: 'Non-200 response: 503', retryable: true })
  const expected = { kind: 'update-failed', type: 'contact', id: 'c1', error: 'Non-200 response: 503', retryable: true }
  expect(await books.change(ALICE, add)).toEqual({ ...expected, action: 'add' })
  expect(await books.change(ALICE, { action: 'delete', type: 'contact', id: 'c1' })).toEqual({ ...expected, action: 'delete' })
})

test('a book that cannot be read is none, and the operator learns why', async () => {
  const log = new RecordingLog()
  const reasons = [new Refusal('backend-timeout', 'no answer within 10000 ms'), new Error('a defect')]
  const fetch = () => Promise.reject(reasons.shift())
  const books = new AddressBooks({ fetch, change: () => Promise.reject(new Error('nobody changes anything')) }, log)
  expect(await books.fetch(ALICE)).toBeNull()
  expect(await books.fetch(ALICE)).toBeNull()
  expect(log.lines.map((line) => JSON.parse(line).level)).toEqual(['warn', 'error'])
  expect(log.text).toContain('no answer within 10000 ms')
  expect(log.text).not.toContain('alice')
})

/** A keeper whose changes end when the test says so, and what it has begun. */
function slowKeeper() {
  const begun: { readonly id: string; readonly end: () => void }[] = []
  const keeper: AddressBookKeeper = {
    fetch: async () => ({ contacts: [], groups: [], policies: [] }),
    change: (_account, change) =>
      new Promise((resolve) => {
        const id = change.action === 'delete' ? change.id : change.entry.item.id
        begun.push({ id, end: () => resolve({ kind: 'changed', entry: null }) })
      }),
  }
  return { begun, books: new AddressBooks(keeper, new RecordingLog()) }
}

const deletion = (id: string) => ({ action: 'delete', type: 'contact', id }) as const

test('what is asked of one book is done in order, and of two at once', async () => {
  const { begun, books } = slowKeeper()
  const changes = [books.change(ALICE, deletion('1')), books.change(ALICE, deletion('2'))]
  const fetched = books.fetch(ALICE)
  const other = books.change('bob@example.com', deletion('3'))
  expect(begun.map(({ id }) => id)).toEqual(['1', '3'])
  begun[0]?.end()
  await changes[0]
  expect(begun.map(({ id }) => id)).toEqual(['1', '3', '2'])
  for (const { end } of begun) end()
  await Promise.all([...changes, other])
  expect(await fetched).toEqual({ contacts: [], groups: [], policies: [] })
})

test('only so much may wait of one account', async () => {
  const { begun, books } = slowKeeper()
  const waiting = Array.from({ length: 200 }, (_, id) => books.change(ALICE, deletion(`${id}`)))
  expect(await books.change(ALICE, deletion('x'))).toMatchObject({ kind: 'update-failed', id: 'x', retryable: true })
  expect(await books.fetch(ALICE)).toBeNull()
  for (const change of waiting) {
    begun.at(-1)?.end()
    expect(await change).toMatchObject({ kind: 'updated' })
  }
  expect(await books.fetch(ALICE)).not.toBeNull()
})
