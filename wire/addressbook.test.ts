import { expect, test } from 'vitest'
import { parseRequest } from './request.ts'

const handling = { policy: 'default', subscribe: false }
const contact = {
  id: 'c',
  name: 'Bob',
  uris: [{ id: 'u', uri: 'bob@example.com', type: null }],
  dialog: handling,
  presence: handling,
}
const update = (fields: object) => {
  const common = { sylkrtc: 'account-update-addressbook', transaction: 't', account: 'alice@example.com' }
  const parsed = parseRequest(JSON.stringify({ ...common, ...fields }))
  return parsed.kind === 'request' ? parsed.request : parsed
}
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

test('each kind of item is known', () => {
  for (const action of ['add', 'update']) {
    expect(update({ action, type: 'contact', data: contact })).toMatchObject({ data: contact })
    expect(update({ action, type: 'group', data: { id: 'g', name: 'Friends', contacts: [contact] } })).toHaveProperty(
      'data.contacts',
    )
    const policy = { id: 'p', name: 'Nobody', uri: 'x@example.com', dialog: handling, presence: handling }
    expect(update({ action, type: 'policy', data: policy })).toMatchObject({ data: policy })
  }
})

test('an id is enough to delete an item', () => {
  for (const type of ['contact', 'group', 'policy']) {
    expect(update({ action: 'delete', type, data: { id: 'x' } })).toMatchObject({ action: 'delete', type, data: { id: 'x' } })
    expect(update({ action: 'delete', type, data: {} })).toHaveProperty('error')
    expect(update({ action: 'add', type, data: { id: 'x' } })).toHaveProperty('error')
  }
})

test('attributes come through as they are, unless they nest without reason', () => {
  const attributes = { tags: ['a', { b: null }], __proto__: undefined, n: 1.5 }
  expect(update({ action: 'add', type: 'contact', data: { ...contact, attributes } })).toMatchObject({
    data: { attributes: { tags: ['a', { b: null }], n: 1.5 } },
  })
  const within = { ...contact, attributes: { a: nested(15) } }
  expect(update({ action: 'add', type: 'contact', data: within })).toMatchObject({ data: within })
  expect(update({ action: 'add', type: 'contact', data: { ...contact, attributes: { a: nested(16) } } })).toHaveProperty('error')
})

test('the default address is understood in both spellings', () => {
  const [uri] = contact.uris
  expect(update({ action: 'add', type: 'contact', data: { ...contact, defaultUri: uri } })).toMatchObject({
    data: { defaultUri: uri },
  })
  expect(update({ action: 'add', type: 'contact', data: { ...contact, default_uri: uri } })).toMatchObject({
    data: { default_uri: uri },
  })
})
