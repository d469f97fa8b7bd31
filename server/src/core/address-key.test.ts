import { expect, test } from 'vitest'
import { addressKey, hostOf } from './address-key.ts'

test('the host is the same in any case, the user is not', () => {
  expect(addressKey('Room@Conf.Example.COM')).toBe('Room@conf.example.com')
  expect(addressKey('room@conf.example.com')).not.toBe(addressKey('Room@conf.example.com'))
})

test('escapes in the user are what they stand for', () => {
  expect(addressKey('caf%C3%A9%20one@x.test')).toBe('café one@x.test')
  expect(addressKey('a%40b@x.test')).toBe(addressKey('a@b@x.test'))
})

test('an escape that stands for nothing is left alone', () => {
  expect(addressKey('100%@x.test')).toBe('100%@x.test')
  expect(addressKey('a%ff@X.test')).toBe('a%ff@x.test')
})

test('port, parameters, headers and the dot at the end are no part of an address', () => {
  for (const written of ['x.test:5060', 'x.test;transport=tcp', 'x.test:5061;lr', 'x.test?subject=1', 'x.test.', 'X.TEST.:5060'])
    expect(addressKey(`bob@${written}`)).toBe('bob@x.test')
})

test('IPv6 hosts keep their colons', () => {
  expect(hostOf('bob@[2001:DB8::1]:5060')).toBe('[2001:db8::1]')
})

test('what has no @ is a host', () => {
  expect(addressKey('Example.COM:5060')).toBe('example.com')
})
