import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { fakeCalls } from './fake-calls.ts'
import { known, people } from './people.ts'

const contacts = [{ id: '1', name: 'Robert', uris: [{ uri: 'bob@example.com' }, { uri: '43123@example.com' }] }]

function withContacts() {
  const find = (address: string) => contacts.find(({ uris }) => uris.some(({ uri }) => uri === address)) ?? null
  return signal({ contacts: { list: signal(contacts), find } })
}

test('who is in the address book is called as it says', async () => {
  const chat = withContacts()
  expect(known({ chat }, { uri: 'bob@example.com', displayName: 'The Bank' })).toEqual({
    uri: 'bob@example.com',
    displayName: 'Robert',
  })
  expect(known({ chat }, { uri: 'eve@example.com', displayName: 'Eve' })).toEqual({ uri: 'eve@example.com', displayName: 'Eve' })
})

test('people are those one talks to, then all of the address book, each address once', async () => {
  const { calls, comeIn } = await fakeCalls()
  calls.hangUp(comeIn('in-1'))
  expect(people({ chat: withContacts(), calls })).toEqual([
    { uri: 'bob@example.com', displayName: 'Robert' },
    { uri: '43123@example.com', displayName: 'Robert' },
  ])
})

test('guests have no address book', async () => {
  const { calls } = await fakeCalls()
  expect(people({ chat: signal(null), calls })).toEqual([])
})
