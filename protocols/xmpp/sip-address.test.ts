import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLocal } from './jid.ts'
import {
  domainOfSipHost,
  grOfResource,
  localOfSipUser,
  resourceOfDevice,
  resourceOfGr,
  sipHostOfDomain,
  sipUserOfLocal,
} from './sip-address.ts'

test.each([
  ['alice', 'alice'],
  ["o'malley%20x", 'o\\27malley\\20x'],
  ['%C3%A9lodie', '\u00e9lodie'],
  ['+31208005169', '+31208005169'],
  ['a/b&c', 'a\\2fb\\26c'],
  ['a%5Cb', 'a\\b'],
  ['a%5C20b', 'a\\5c20b'],
  ['%22a%22%3A%3Cb%3E%40c', '\\22a\\22\\3a\\3cb\\3e\\40c'],
  ['d;x=1', 'd;x=1'],
])('[X4] the user %s of SIP is %s in XMPP, and back', (user, local) => {
  expect(localOfSipUser(user)).toBe(local)
  expect(sipUserOfLocal(local)).toBe(user)
})

test('a user in capitals is the one in small letters', () => {
  expect(localOfSipUser('Alice')).toBe('alice')
})

test.each(['', '%20a', 'a%20', '%FF', '%zz', 'a%00b', '%E2%99%9A'])('the user %j of SIP has no name in XMPP', (user) => {
  expect(localOfSipUser(user)).toBeNull()
})

test.each(['a\\5cb', '\\20a', 'a\\20'])('the name %s would be that of somebody else', (local) => {
  expect(sipUserOfLocal(local)).toBeNull()
})

test('[X4] whoever has an address on one side has it again after the way there and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 16 }), (text) => {
      const local = parseLocal(text)
      const user = local === null ? null : sipUserOfLocal(local)
      if (user !== null) expect(localOfSipUser(user)).toBe(local)
      const there = localOfSipUser(encodeURIComponent(text))
      const back = there === null ? null : sipUserOfLocal(there)
      if (back !== null) expect(localOfSipUser(back)).toBe(there)
    }),
  )
})

test('hosts are written as SIP writes them, and addresses are no domains', () => {
  expect(sipHostOfDomain('m\u00fcnchen.example')).toBe('xn--mnchen-3ya.example')
  expect(domainOfSipHost('XN--mnchen-3ya.EXAMPLE')).toBe('m\u00fcnchen.example')
  expect(domainOfSipHost('192.0.2.1')).toBeNull()
})

test('a resource goes into a gr and comes back', () => {
  expect(grOfResource('phone')).toBe('70686f6e65')
  expect(resourceOfGr('70686f6e65')).toBe('phone')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
      const gr = grOfResource(text)
      const resource = resourceOfGr(gr)
      if (resource !== null && resource === text) expect(grOfResource(resource)).toBe(gr)
    }),
  )
})

test.each(['', 'urn:uuid:1', '7', 'zz', 'ff', '00', '61'.repeat(1024)])('the gr %j is none of ours', (gr) => {
  expect(resourceOfGr(gr)).toBeNull()
})

test('a device of SIP is a resource by its own name, or by what stands for that', () => {
  expect(resourceOfDevice('urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe('urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6')
  expect(resourceOfDevice('a'.repeat(2000))).toMatch(/^[0-9a-f]{64}$/)
  expect(resourceOfDevice('a\u0000')).toMatch(/^[0-9a-f]{64}$/)
})
