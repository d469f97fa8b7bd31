import { expect, test } from 'vitest'
import { ha1 } from './ha1.ts'

test('the HA1 of the example in RFC 2617 §3.5', () => {
  expect(ha1('Mufasa@host.com', 'Circle Of Life', 'testrealm@host.com')).toBe('939e7578ed9e3c518a452acee763bce9')
})

test('the realm is the domain of the account unless another one is given', () => {
  expect(ha1('alice@example.com', 'secret')).toBe(ha1('alice@example.com', 'secret', 'example.com'))
  expect(ha1('alice@example.com', 'secret')).not.toBe(ha1('alice@example.com', 'secret', 'sip.example.com'))
})

test('a password with colons and letters outside ASCII is taken as it is', () => {
  expect(ha1('alice@example.com', 'grün:é')).toBe('42e665ce063317d736d6e0288fc14af5')
})
