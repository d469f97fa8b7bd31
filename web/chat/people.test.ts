import type { Contact } from '@weft/client/address-book-copy'
import type { ConversationRecord } from '@weft/client/message-archive'
import { expect, test } from 'vitest'
import { people } from './people.ts'

const conversation = (contact: string, displayName = ''): ConversationRecord => ({
  ...{ key: contact.toLowerCase(), contact, displayName, last: null, unread: 0 },
})
const contact = (name: string, uris: readonly string[], favourite = false): Contact => ({
  ...{ id: name, name, uris: uris.map((uri) => ({ id: uri, uri })), attributes: { favourite } },
  ...{ dialog: { policy: 'default', subscribe: false }, presence: { policy: 'default', subscribe: false } },
})
const drawn = (...given: Parameters<typeof people>) => {
  const { favourites, conversations, contacts } = people(...given)
  return [favourites, conversations, contacts].map((list) => list.map(({ displayName, uri }) => `${displayName} ${uri}`))
}

test('conversations come as they are, then contacts to whom nothing was written yet', () => {
  const conversations = [conversation('Bob@example.com', 'bobby'), conversation('stranger@example.com', 'Stranger')]
  const contacts = [contact('Bob', ['work@example.com', 'bob@example.com']), contact('Carol', ['carol@example.com'])]
  expect(drawn(conversations, contacts, [])).toEqual([
    [],
    ['Bob Bob@example.com', 'Stranger stranger@example.com'],
    ['Carol carol@example.com'],
  ])
})

test('favourites come before all others', () => {
  const contacts = [contact('Bob', ['bob@example.com'], true), contact('Carol', ['carol@example.com'], true)]
  expect(drawn([conversation('dave@example.com'), conversation('bob@example.com')], contacts, [])).toEqual([
    ['Bob bob@example.com', 'Carol carol@example.com'],
    [' dave@example.com'],
    [],
  ])
})

test('whoever is looked for is found by name and address', () => {
  const conversations = [conversation('bob@example.com'), conversation('carol@example.org')]
  expect(drawn(conversations, [contact('Björn', ['b@example.com'])], ['bjor'])).toEqual([[], [], ['Björn b@example.com']])
  expect(drawn(conversations, [], ['example', 'org'])).toEqual([[], [' carol@example.org'], []])
})

test('contacts without an address are left out', () => {
  expect(drawn([], [contact('Nobody', [])], [])).toEqual([[], [], []])
})

test('conversations that were only begun come first', () => {
  expect(
    drawn(
      [conversation('bob@example.com')],
      [contact('Carol', ['carol@example.com'])],
      [],
      ['carol@example.com', 'bob@example.com'],
    ),
  ).toEqual([[], ['Carol carol@example.com', ' bob@example.com'], []])
})
