import { expect, test } from 'vitest'
import type { AddressBookChange, AddressBookKeeper, AddressBookOutcome, Contact } from '../ports/address-book.ts'
import { Refusal } from '../ports/refusal.ts'
import { AddressBooks } from './address-book.ts'
import { completeContact, goneEntry } from './contact.ts'
import { Failure } from './failure.ts'

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
  return { changes, books: new AddressBooks(keeper) }
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

test('a book that cannot be read is a failure', async () => {
  const books = new AddressBooks({
    fetch: () => Promise.reject(new Refusal('backend-timeout', 'no answer within 10000 ms')),
    change: () => Promise.reject(new Error('nobody changes anything')),
  })
  const failure = await books.fetch(ALICE).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Failure)
  expect(failure).toMatchObject({ text: 'The address book is not available: no answer within 10000 ms' })
})
