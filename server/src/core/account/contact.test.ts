import { expect, test } from 'vitest'
import { completeBook, completeContact, completeEntry, goneEntry, type StatedContact } from './contact.ts'

const handling = { policy: 'default', subscribe: false }
const home = { id: 'u1', uri: 'bob@home.example', attributes: { a: 1 } }
const work = { id: 'u2', uri: 'bob@work.example', type: null, default: true }
const bob: StatedContact = { id: 'c1', name: 'Bob', uris: [home, work], dialog: handling, presence: handling }

test('[12.126] the first address is the one to use where none is named', () => {
  expect(completeContact(bob)).toEqual({ ...bob, attributes: {}, defaultUri: home })
})

test('the address that is named is the one to use, in either spelling', () => {
  expect(completeContact({ ...bob, defaultUri: work }).defaultUri).toEqual(work)
  const stated = completeContact({ ...bob, default_uri: work })
  expect(stated.defaultUri).toEqual(work)
  expect(stated).not.toHaveProperty('default_uri')
  expect(completeContact({ ...bob, default_uri: work, defaultUri: home }).defaultUri).toEqual(home)
})

test('a contact without any address has one to read', () => {
  expect(completeContact({ ...bob, uris: [] }).defaultUri).toEqual({ id: 'c1', uri: '' })
})

test('[12.126] attributes stay as they are, everywhere', () => {
  const attributes = { tags: ['x', { y: null }] }
  expect(completeContact({ ...bob, attributes }).attributes).toEqual(attributes)
  expect(completeContact(bob).uris).toEqual([home, work])
  const group = { id: 'g1', name: 'Friends', contacts: [bob], attributes }
  expect(completeEntry({ type: 'group', item: group })).toEqual({
    type: 'group',
    item: { ...group, contacts: [completeContact(bob)] },
  })
  const policy = { id: 'p1', name: '', uri: 'x@example.com', dialog: handling, presence: handling, attributes }
  expect(completeEntry({ type: 'policy', item: policy })).toEqual({ type: 'policy', item: policy })
})

test('a book is complete when all its items are', () => {
  const group = { id: 'g1', name: 'Friends', contacts: [bob] }
  const policy = { id: 'p1', name: '', uri: 'x@example.com', dialog: handling, presence: handling }
  expect(completeBook({ contacts: [bob], groups: [group], policies: [policy] })).toEqual({
    contacts: [completeContact(bob)],
    groups: [{ ...group, attributes: {}, contacts: [completeContact(bob)] }],
    policies: [{ ...policy, attributes: {} }],
  })
})

test('of what is gone there is enough for clients that read names and addresses', () => {
  expect(goneEntry('contact', 'c1')).toMatchObject({ item: { id: 'c1', name: '', uris: [], defaultUri: { uri: '' } } })
  expect(goneEntry('group', 'g1')).toEqual({ type: 'group', item: { id: 'g1', name: '', contacts: [], attributes: {} } })
  expect(goneEntry('policy', 'p1')).toMatchObject({ type: 'policy', item: { id: 'p1', name: '', uri: '' } })
})
