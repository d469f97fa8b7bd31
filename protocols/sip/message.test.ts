import { expect, test } from 'vitest'
import { fieldOf, fieldsOf, type SipRequest, withFields } from './message.ts'

const request: SipRequest = {
  kind: 'request',
  method: 'OPTIONS',
  uri: 'sip:bob@example.com',
  headers: [
    { name: 'Via', value: '1' },
    { name: 'X-Other', value: 'a' },
    { name: 'via', value: '2' },
  ],
  body: new Uint8Array(),
}

test('fields are found by their name in any case, in order', () => {
  expect(fieldsOf(request, 'VIA')).toEqual(['1', '2'])
  expect(fieldOf(request, 'via')).toBe('1')
  expect(fieldsOf(request, 'Vi')).toEqual([])
  expect(fieldOf(request, 'Route')).toBeNull()
})

test.each([
  ['Via', ['n'], ['Via: n', 'X-Other: a']],
  ['x-other', ['b', 'c'], ['Via: 1', 'x-other: b', 'x-other: c', 'via: 2']],
  ['Route', ['r'], ['Via: 1', 'X-Other: a', 'via: 2', 'Route: r']],
  ['Via', [], ['X-Other: a']],
])('the fields %s are replaced by %j where the first one stood', (name, values, fields) => {
  expect(withFields(request, name, values).headers.map((field) => `${field.name}: ${field.value}`)).toEqual(fields)
  expect(request.headers).toHaveLength(3)
})
