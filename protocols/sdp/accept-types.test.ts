import { expect, test } from 'vitest'
import { isTypeAccepted, isWrappedTypeAccepted, parseAcceptedTypes } from './accept-types.ts'

test('types are read in lower case, without parameters and what is no type', () => {
  expect(parseAcceptedTypes('Message/CPIM  text/*;charset=utf-8 nonsense *')).toEqual(['message/cpim', 'text/*', '*'])
  expect(parseAcceptedTypes('')).toEqual([])
})

test.each([
  ['*', 'message/cpim', true],
  ['message/cpim', 'Message/CPIM', true],
  ['text/*', 'text/plain; charset="utf-8"', true],
  ['text/*', 'textual/plain', false],
  ['text/plain', 'text/html', false],
  ['text/plain', 'text', false],
  ['*', 'not a type', false],
  ['', 'text/plain', false],
])('among %j: %s is %s', (types, type, expected) => {
  expect(isTypeAccepted(parseAcceptedTypes(types), type)).toBe(expected)
})

test.each([
  ['message/cpim', 'text/*', 'text/plain', true],
  ['message/cpim', 'text/*', 'image/png', false],
  ['message/cpim image/png', 'text/*', 'image/png', true],
  ['message/cpim', '', 'text/plain', false],
  ['message/cpim', null, 'text/plain', true],
  ['message/cpim', null, 'nothing', false],
  ['message/cpim text/plain', null, 'text/plain', true],
  ['message/cpim text/plain', null, 'image/png', false],
])('with %j, and wrapped %j: %s may be wrapped is %s (RFC 4975 §8.6)', (types, wrapped, type, expected) => {
  const inside = wrapped === null ? null : parseAcceptedTypes(wrapped)
  expect(isWrappedTypeAccepted(parseAcceptedTypes(types), inside, type)).toBe(expected)
})
