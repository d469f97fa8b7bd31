import { expect, test } from 'vitest'
import { forget, recall, remember } from './remembered.ts'
import { fakeShelf } from './shelf.ts'

const alice = { address: 'alice@example.com', ha1: '0123456789abcdef0123456789abcdef', displayName: 'Alice' }

test('an account is remembered until it is forgotten', () => {
  const shelf = fakeShelf()
  expect(recall(shelf)).toBeNull()
  remember(shelf, alice)
  expect(recall(shelf)).toEqual(alice)
  forget(shelf)
  expect(recall(shelf)).toBeNull()
})

test.each(['{}', '[]', '"x"', '{"address":"a@b","ha1":"secret","displayName":""}', '{"address":"a","ha1":7,"displayName":""}'])(
  '%s is nobody',
  (kept) => {
    expect(recall(fakeShelf(new Map([['weft.account', kept]])))).toBeNull()
  },
)
