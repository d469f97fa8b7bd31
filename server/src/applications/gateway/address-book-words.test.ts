import { parseRequest } from '@weft/wire/request'
import { serverMessage } from '@weft/wire/server-message'
import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { AddressBooks } from '../../core/account/address-book.ts'
import { goneEntry } from '../../core/account/contact.ts'
import type { AddressBookKeeper, AddressBookOutcome } from '../../ports/address-book.ts'
import { addressBookChange, addressBookMessage, addressBookReportMessage } from './address-book-words.ts'

const ALICE = 'alice@example.com'
const handling = { policy: 'default', subscribe: false }
const uri = { id: 'u1', uri: 'bob@example.com', type: null }
const bob = { id: 'c1', name: 'Bob', uris: [uri], dialog: handling, presence: handling, attributes: { a: [1] } }
const group = { id: 'g1', name: 'Friends', contacts: [bob] }
const policy = { id: 'p1', name: '', uri: 'x@example.com', dialog: handling, presence: handling }

/** A request as it comes from a client. */
function update(fields: object) {
  const common = { sylkrtc: 'account-update-addressbook', transaction: 't', account: ALICE }
  const parsed = parseRequest(JSON.stringify({ ...common, ...fields }))
  if (parsed.kind !== 'request' || parsed.request.sylkrtc !== 'account-update-addressbook') throw new Error('no such request')
  return addressBookChange(parsed.request)
}

/** A book that stores everything, and says of deletions only that they were made. */
function books(outcome?: AddressBookOutcome): AddressBooks {
  const keeper: AddressBookKeeper = {
    fetch: async () => ({ contacts: [bob], groups: [group], policies: [policy] }),
    change: async (_account, change) => outcome ?? { kind: 'changed', entry: change.action === 'delete' ? null : change.entry },
  }
  return new AddressBooks(keeper, new RecordingLog())
}

const isMessage = (message: unknown) => serverMessage.safeParse(message).success

test.each([
  ['contact', bob],
  ['group', group],
  ['policy', policy],
])('a %s that is added is told back complete, as clients understand it', async (type, data) => {
  const message = addressBookReportMessage(ALICE, await books().change(ALICE, update({ action: 'add', type, data })))
  expect(message).toMatchObject({ event: 'addressbook-updated', account: ALICE, type, action: 'add', [type]: { id: data.id } })
  expect(isMessage(message)).toBe(true)
})

test('the older spelling of the default address is understood', async () => {
  const data = { ...bob, default_uri: { id: 'u2', uri: 'bob@work.example' } }
  const message = addressBookReportMessage(
    ALICE,
    await books().change(ALICE, update({ action: 'update', type: 'contact', data })),
  )
  expect(message).toMatchObject({ contact: { defaultUri: { uri: 'bob@work.example' } } })
  expect(JSON.stringify(message)).not.toContain('default_uri')
})

test.each(['contact', 'group', 'policy'] as const)('a %s is deleted by its id alone, and told with it', async (type) => {
  const report = await books().change(ALICE, update({ action: 'delete', type, data: { id: 'x' } }))
  const message = addressBookReportMessage(ALICE, report)
  expect(message).toMatchObject({ event: 'addressbook-updated', type, action: 'delete', [type]: goneEntry(type, 'x').item })
  expect(isMessage(message)).toBe(true)
})

test('a change that failed is told with the id of the item', async () => {
  const failing = books({ kind: 'failed', text: 'Non-200 response: 503', retryable: true })
  const message = addressBookReportMessage(
    ALICE,
    await failing.change(ALICE, update({ action: 'add', type: 'contact', data: bob })),
  )
  expect(message).toEqual({
    sylkrtc: 'account-event',
    account: ALICE,
    event: 'addressbook-update-failed',
    ...{ type: 'contact', action: 'add', error: 'Non-200 response: 503', id: 'c1', retryable: true },
  })
  expect(isMessage(message)).toBe(true)
})

test('a book is told with all three lists, also where they are empty', async () => {
  const message = addressBookMessage(ALICE, (await books().fetch(ALICE)) ?? { contacts: [], groups: [], policies: [] })
  expect(message.addressbook).toMatchObject({ contacts: [{ defaultUri: uri }], groups: [{ contacts: [{ defaultUri: uri }] }] })
  expect(isMessage(message)).toBe(true)
  expect(addressBookMessage(ALICE, { contacts: [], groups: [], policies: [] })).toEqual({
    sylkrtc: 'account-event',
    account: ALICE,
    event: 'addressbook-fetched',
    addressbook: { contacts: [], groups: [], policies: [] },
  })
})
