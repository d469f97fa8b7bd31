import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import { AddressBook } from './address-book.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { MemoryArchive } from './memory-archive.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'
const settled = () => vi.advanceTimersByTimeAsync(0)
const onAccount = { sylkrtc: 'account-event', account: address }
const handling = { policy: 'default', subscribe: false }

function contact(id: string, name: string, ...uris: string[]) {
  const all = uris.map((uri, index) => ({ id: `${id}-${index}`, uri }))
  return { id, name, uris: all, dialog: handling, presence: handling, ...(all[0] && { defaultUri: all[0] }) }
}

async function opened(archive = new MemoryArchive()) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret' })
  account.register()
  const book = await AddressBook.open(account, { archive })
  const say = async (event: string, fields: object) => {
    gateway.say({ ...onAccount, event, ...fields })
    await settled()
  }
  const signIn = async (...contacts: unknown[]) => {
    connection.connect()
    gateway.greet()
    await settled()
    await say('registration-state', { state: 'registered' })
    await say('addressbook-fetched', { addressbook: { contacts, groups: [], policies: [] } })
  }
  return { gateway, account, book, say, signIn, archive }
}

test('the book is read once the account is registered, in the order of names, and a copy is there without a connection', async () => {
  const { gateway, book, signIn, archive } = await opened()
  await signIn(contact('2', 'Carol', 'carol@example.com'), contact('1', 'Bob', 'bob@example.com', '+431234'))
  expect(gateway.names.at(-1)).toBe('account-fetch-addressbook')
  expect(book.contacts.map(({ name }) => name)).toEqual(['Bob', 'Carol'])
  expect([book.nameOf('BOB@example.com'), book.nameOf('+431234'), book.nameOf('dave@example.com')]).toEqual(['Bob', 'Bob', null])
  const offline = await opened(archive)
  expect(offline.book.contacts).toEqual(book.contacts)
})

test('a change is made when all devices are told of it', async () => {
  const { gateway, book, signIn, say } = await opened()
  await signIn()
  const made = book.newContact('Bob', ['bob@example.com', 'bob@example.org'])
  let done = false
  const putting = book.putContact(made).then(() => {
    done = true
  })
  await settled()
  expect(gateway.last('account-update-addressbook')).toMatchObject({
    action: 'add',
    type: 'contact',
    data: { name: 'Bob', defaultUri: { uri: 'bob@example.com', default: true } },
  })
  expect([done, book.contacts]).toEqual([false, []])
  await say('addressbook-updated', { type: 'contact', action: 'add', contact: made })
  await putting
  expect(book.contacts).toEqual([made])
  const changing = book.putContact({ ...made, name: 'Robert' })
  expect(gateway.last('account-update-addressbook').action).toBe('update')
  await say('addressbook-updated', { type: 'contact', action: 'update', contact: { ...made, name: 'Robert' } })
  await changing
  expect(book.nameOf('bob@example.org')).toBe('Robert')
})

test('what another device changes is changed here', async () => {
  const { book, signIn, say } = await opened()
  const bob = contact('1', 'Bob', 'bob@example.com')
  await signIn(bob)
  const changes: number[] = []
  book.on('change', ({ contacts, groups }) => changes.push(contacts.length, groups.length))
  await say('addressbook-updated', { type: 'group', action: 'add', group: { id: 'g', name: 'Friends', contacts: [bob] } })
  const [group] = book.groups
  expect(group && book.membersOf(group)).toEqual(book.contacts)
  await say('addressbook-updated', { type: 'contact', action: 'delete', contact: { id: '1' } })
  expect(changes).toEqual([1, 1, 0, 1])
  expect(group && book.membersOf(group)).toEqual([])
})

test('a change that does not happen rejects, and the book is read again', async () => {
  const { gateway, book, signIn, say } = await opened()
  await signIn(contact('1', 'Bob', 'bob@example.com'))
  const removing = expect(book.remove('contact', '1')).rejects.toMatchObject({
    kind: 'refused',
    message: 'Non-200 response: 503',
  })
  expect(gateway.last('account-update-addressbook')).toMatchObject({ action: 'delete', type: 'contact', data: { id: '1' } })
  await say('addressbook-update-failed', { type: 'contact', action: 'delete', id: '1', error: 'Non-200 response: 503' })
  await removing
  expect(gateway.names.at(-1)).toBe('account-fetch-addressbook')
  expect(book.contacts).toHaveLength(1)
})

test.each([
  ['a lost connection', 'disconnected', (gateway: FakeGateway) => gateway.drop()],
  ['silence', 'timeout', () => vi.advanceTimersByTime(30_000)],
])('%s ends the waiting for a change', async (_, kind, happens) => {
  const { gateway, book, signIn } = await opened()
  await signIn()
  const changing = expect(book.putGroup(book.newGroup('Friends'))).rejects.toMatchObject({ kind })
  await settled()
  happens(gateway)
  await changing
})

test('without a connection nothing can be changed', async () => {
  const { book } = await opened()
  await expect(book.putContact(book.newContact('Bob', []))).rejects.toMatchObject({ kind: 'disconnected' })
})

test('a gateway that does not say what has changed is asked', async () => {
  const { gateway, book, signIn, say } = await opened()
  await signIn()
  const putting = book.putContact(book.newContact('Bob', ['bob@example.com']))
  await settled()
  await say('addressbook-updated', { type: 'contact', action: 'add' })
  await putting
  expect(gateway.names.at(-1)).toBe('account-fetch-addressbook')
})

test('what is odd in a book does not hide the rest, and what is missing gets what is usual', async () => {
  const { book, signIn } = await opened()
  const attributes = { color: 'red' }
  await signIn(null, 'x', { name: 'nobody' }, { id: '1', name: 7, uris: [{ id: 'u', uri: 'bob@example.com' }, 5], attributes })
  expect(book.contacts).toEqual([
    {
      id: '1',
      name: '',
      uris: [{ id: 'u', uri: 'bob@example.com' }],
      defaultUri: { id: 'u', uri: 'bob@example.com' },
      dialog: handling,
      presence: handling,
      attributes,
    },
  ])
})
