import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeXcapServer, startFakeXcapServer } from '../../../../test/scenarios/support/fake-xcap-server.ts'
import type { HttpReaction } from '../../../../test/scenarios/support/http-listener.ts'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import type { Contact } from '../../ports/address-book.ts'
import { Refusal } from '../../ports/refusal.ts'
import { systemClock } from '../clock/system.ts'
import { FetchClient } from '../http-client/fetch.ts'
import { XcapAddressBooks } from './xcap.ts'

const ALICE = 'alice@example.com'
const handling = { policy: 'default', subscribe: false }
const uri = { id: 'u1', uri: 'bob@example.com', type: 'mobile' }
const bob: Contact = {
  id: 'c/1',
  name: 'Bob ✓',
  uris: [uri],
  dialog: handling,
  presence: handling,
  attributes: { color: { r: 1 } },
  defaultUri: uri,
}

const log = new RecordingLog()
let server: FakeXcapServer
let books: XcapAddressBooks

beforeEach(async () => {
  log.lines.length = 0
  server = await startFakeXcapServer()
  const http = new FetchClient({ userAgent: 'Weft/1', timeout: 200, longestAnswer: 100_000 }, systemClock)
  books = new XcapAddressBooks(server.url, http, log)
})

afterEach(() => server.close())

async function refusal(fetched: Promise<unknown>): Promise<string | null> {
  try {
    await fetched
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  return null
}

test('contacts are added, changed and deleted, and the book shows it', async () => {
  expect(await books.change(ALICE, { action: 'add', entry: { type: 'contact', item: bob } })).toEqual({
    kind: 'changed',
    entry: { type: 'contact', item: bob },
  })
  expect(await server.asked.next()).toMatchObject({
    method: 'POST',
    path: '/api/v1/users/alice@example.com/addressbook/contacts',
  })
  expect(server.contacts(ALICE)).toEqual([bob])

  const robert = { ...bob, name: 'Robert' }
  expect(await books.change(ALICE, { action: 'update', entry: { type: 'contact', item: robert } })).toMatchObject({
    kind: 'changed',
  })
  expect(await server.asked.next()).toMatchObject({
    method: 'PUT',
    path: '/api/v1/users/alice@example.com/addressbook/contacts/c%2F1',
  })
  expect(await books.fetch(ALICE)).toEqual({ contacts: [robert], groups: [], policies: [] })
  expect(await server.asked.next()).toMatchObject({ method: 'GET', path: '/api/v1/users/alice@example.com/addressbook' })

  expect(await books.change(ALICE, { action: 'delete', type: 'contact', id: bob.id })).toEqual({ kind: 'changed', entry: null })
  expect(await server.asked.next()).toMatchObject({ method: 'DELETE', body: '' })
  expect(await books.fetch(ALICE)).toEqual({ contacts: [], groups: [], policies: [] })
})

test('groups and policies have no route', async () => {
  const group = { type: 'group', item: { id: 'g1', name: 'Friends', contacts: [] } } as const
  expect(await books.change(ALICE, { action: 'add', entry: group })).toEqual({
    kind: 'failed',
    text: 'The XCAP server keeps no groups',
    retryable: false,
  })
  expect(await books.change(ALICE, { action: 'delete', type: 'policy', id: 'p1' })).toMatchObject({
    text: 'The XCAP server keeps no policies',
  })
  expect(server.asked.size).toBe(0)
})

test.each(['.', '..'])('an id of %j cannot name another resource', async (id) => {
  expect(await books.change(ALICE, { action: 'delete', type: 'contact', id })).toMatchObject({ kind: 'failed', retryable: false })
  expect(server.asked.size).toBe(0)
})

test.each(['../contacts', '..%2f..', 'a?b#c', '%2e%2e', '\\..'])('an id of %j stays within its place in the path', async (id) => {
  await books.change(ALICE, { action: 'update', entry: { type: 'contact', item: { ...bob, id } } })
  expect(server.contacts(ALICE).map((contact) => contact.id)).toEqual([id])
})

test('the words of a refusal reach people, and the log does not know them', async () => {
  server.answer({ status: 422, body: '{"detail":[{"msg":"field required"},{"msg":"Bob is too long"}]}' })
  expect(await books.change(ALICE, { action: 'add', entry: { type: 'contact', item: bob } })).toEqual({
    kind: 'failed',
    text: 'Non-200 response: 422, field required, Bob is too long',
    retryable: false,
  })
  expect(log.text).toContain('422')
  expect(log.text).not.toMatch(/[Bb]ob|alice/)
})

test.each<[string, HttpReaction, string]>([
  ['in trouble', { status: 503 }, 'Non-200 response: 503'],
  ['that hangs up', 'hang-up', 'The XCAP server is not available'],
  ['that does not answer', 'silence', 'The XCAP server is not available'],
])('a change may succeed later with a server %s', async (_what, reaction, text) => {
  server.answer(reaction)
  expect(await books.change(ALICE, { action: 'delete', type: 'contact', id: 'c1' })).toEqual({
    kind: 'failed',
    text,
    retryable: true,
  })
})

test.each<[string, HttpReaction, string]>([
  ['an error', { status: 500, body: '{"contacts":[]}' }, 'backend-refused: the XCAP server answered 500'],
  ['an unknown account', { status: 404 }, 'backend-refused: the XCAP server answered 404'],
  ['a page', { status: 200, body: '<html>' }, 'backend-refused: the answer of the XCAP server is no address book'],
  ['something else', { status: 200, body: '{}' }, 'backend-refused: the answer of the XCAP server is no address book'],
  ['too much', { status: 200, body: ' '.repeat(100_001) }, 'backend-refused: the answer of the XCAP server is too long'],
  ['silence', 'silence', 'backend-timeout: no answer within 200 ms'],
])('%s is no empty book', async (_what, reaction, message) => {
  server.answer(reaction)
  expect(await refusal(books.fetch(ALICE))).toBe(message)
})

test('an item that cannot be read costs only itself', async () => {
  server.answer({ status: 200, body: JSON.stringify({ contacts: [bob, { id: 'x', name: 'half' }], groups: [] }) })
  expect(await books.fetch(ALICE)).toEqual({ contacts: [bob], groups: [], policies: [] })
  expect(JSON.parse(log.lines[0] ?? '')).toEqual({ level: 'warn', message: 'items of an address book cannot be read', items: 1 })
})
