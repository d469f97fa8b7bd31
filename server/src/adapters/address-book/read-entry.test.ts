import { expect, test } from 'vitest'
import { parseJson } from './json.ts'
import { readEntry, readLists } from './read-entry.ts'

const handling = { policy: 'default', subscribe: false }
const bob = {
  id: 'c1',
  name: 'Bob',
  uris: [{ id: 'u1', uri: 'bob@example.com', type: null }],
  dialog: handling,
  presence: handling,
  attributes: { tags: ['a', { b: null }] },
}

test('an item of each type is read', () => {
  expect(readEntry('contact', bob)).toEqual({ type: 'contact', item: bob })
  const group = { id: 'g1', name: 'Friends', contacts: [bob] }
  expect(readEntry('group', group)).toEqual({ type: 'group', item: group })
  const policy = { id: 'p1', name: '', uri: 'mallory@example.com', dialog: handling, presence: handling }
  expect(readEntry('policy', policy)).toEqual({ type: 'policy', item: policy })
})

test('what is null and may be absent is absent, within groups as well', () => {
  const padded = {
    ...bob,
    uris: [{ ...bob.uris[0], attributes: null, default: null }],
    defaultUri: null,
    default_uri: null,
  }
  expect(readEntry('contact', padded)).toEqual({ type: 'contact', item: bob })
  expect(readEntry('group', { id: 'g1', name: 'Friends', attributes: null, contacts: [padded] })).toEqual({
    type: 'group',
    item: { id: 'g1', name: 'Friends', contacts: [bob] },
  })
})

test('both spellings of the default address come through', () => {
  const [uri] = bob.uris
  expect(readEntry('contact', { ...bob, default_uri: uri })).toMatchObject({ item: { default_uri: uri } })
  expect(readEntry('contact', { ...bob, defaultUri: uri })).toMatchObject({ item: { defaultUri: uri } })
})

test.each<unknown>([
  null,
  'bob',
  [],
  {},
  { ...bob, id: '' },
  { ...bob, name: null },
  { ...bob, uris: null },
  { ...bob, attributes: [] },
])('%j is no contact', (value) => {
  expect(readEntry('contact', value)).toBeNull()
})

test('however deep it nests, it is read in no time', () => {
  expect(readEntry('contact', parseJson(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`))).toBeNull()
  expect(readEntry('contact', { ...bob, attributes: parseJson(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`) })).toBeNull()
})

test('a book may lack lists, but not all of them', () => {
  expect(readLists({ contacts: [1, 2], policies: [3] })).toEqual([
    ['contact', [1, 2]],
    ['group', []],
    ['policy', [3]],
  ])
  expect(readLists({ contacts: [] })).not.toBeNull()
})

test.each<unknown>([null, [], {}, { detail: 'Not found' }, { contacts: {} }, { contacts: [], groups: null }, 'contacts'])(
  '%j is no book',
  (value) => {
    expect(readLists(value)).toBeNull()
  },
)
