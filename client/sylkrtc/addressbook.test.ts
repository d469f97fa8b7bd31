import { expect, test } from 'vitest'
import { startApplication } from './fake-application.ts'

const handling = { policy: 'default', subscribe: false }
const contact = (id: string, name: string) => {
  const uri = { id: `uri-${id}`, uri: `${id}@example.com` }
  return { id, name, uris: [uri], defaultUri: uri, dialog: handling, presence: handling, attributes: {} }
}

async function open() {
  const application = await startApplication()
  const { connection, account, tell } = application
  const told: unknown[][] = []
  const book = connection.addressbook
  for (const name of ['dataLoaded', 'dataCacheLoaded', 'dataUpdated', 'dataDeleted', 'dataUpdateFailed'] as const) {
    book.on(name, (...payload: readonly unknown[]) => told.push([name, ...payload]))
  }
  account.register()
  await tell('registration-state', { state: 'registered' })
  return { ...application, book, told }
}

test('what an application has kept is there until the gateway has told what there is', async () => {
  const { gateway, book, told, tell } = await open()
  book.load({ contacts: [contact('carol', 'Carol')] })
  expect(book.contacts.map(({ name }) => name)).toEqual(['Carol'])
  expect(gateway.names).toContain('account-fetch-addressbook')
  await tell('addressbook-fetched', { addressbook: { contacts: [contact('bob', 'Bob')], groups: [], policies: [] } })
  expect([book.contacts.map(({ name }) => name), book.getContact('bob')?.name, book.getContact('carol')]).toEqual([
    ['Bob'],
    'Bob',
    null,
  ])
  expect(told).toEqual([['dataCacheLoaded'], ['dataLoaded']])
})

test('changes are told when they were made, of whatever device, and those that failed with their reason', async () => {
  const { gateway, book, told, tell } = await open()
  book.addContact(contact('bob', 'Bob'))
  expect(gateway.last('account-update-addressbook')).toMatchObject({ action: 'add', type: 'contact', data: { id: 'bob' } })
  await tell('addressbook-updated', { type: 'contact', action: 'add', contact: contact('bob', 'Bob') })
  book.deleteContact('bob')
  await tell('addressbook-updated', { type: 'contact', action: 'delete', contact: contact('bob', 'Bob') })
  book.addContact(contact('dave', 'Dave'))
  await tell('addressbook-update-failed', { type: 'contact', action: 'add', id: 'dave', error: 'no room' })
  expect(told).toMatchObject([
    ['dataUpdated'],
    ['dataDeleted', { type: 'contact', data: { id: 'bob' } }],
    ['dataUpdateFailed', { error: 'no room', action: 'add', type: 'contact', id: 'dave', account: 'alice@example.com' }],
  ])
})

test('members of groups come and go', async () => {
  const { gateway, book, tell } = await open()
  const groups = [{ id: 'g1', name: 'Friends', attributes: {}, contacts: [] }]
  await tell('addressbook-fetched', { addressbook: { contacts: [contact('bob', 'Bob')], groups, policies: [] } })
  book.addGroupMember('g1', 'bob')
  expect(gateway.last('account-update-addressbook')).toMatchObject({
    action: 'update',
    data: { id: 'g1', contacts: [{ id: 'bob' }] },
  })
  book.deleteGroupMember('g1', 'bob')
  expect(gateway.last('account-update-addressbook')).toMatchObject({ action: 'update', data: { id: 'g1', contacts: [] } })
})
