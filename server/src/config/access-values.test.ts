import { expect, test } from 'vitest'
import { accessList, accessPolicy } from './access-values.ts'

test('an access policy is one of two orders, with or without spaces', () => {
  expect(accessPolicy.parse('allow, deny', '')).toEqual({ value: 'allow,deny' })
  expect(accessPolicy.parse('Deny ,Allow', '')).toEqual({ value: 'deny,allow' })
  expect(accessPolicy.parse('allow', '')).toEqual({ problem: 'is neither "allow, deny" nor "deny, allow"' })
})

test('an access list tells domains from addresses', () => {
  expect(accessList.parse('Example.com, Alice@Example.com', '')).toEqual({
    value: { everyone: false, addresses: ['Alice@example.com'], domains: ['example.com'] },
  })
})

test('three words are everybody, and none is nobody', () => {
  for (const word of ['all', 'any', '*'])
    expect(accessList.parse(word, '')).toEqual({ value: { everyone: true, addresses: [], domains: [] } })
  for (const word of ['none', ''])
    expect(accessList.parse(word, '')).toEqual({ value: { everyone: false, addresses: [], domains: [] } })
})

test('an address in a user part is escaped', () => {
  expect(accessList.parse('bob@home.example@gateway.example', '')).toEqual({
    value: { everyone: false, addresses: ['bob%40home.example@gateway.example'], domains: [] },
  })
})

test('what is shown is read as the same list', () => {
  for (const given of ['none', 'all, example.com, bob@example.com', 'a@b@c'])
    expect(accessList.parse(accessList.show(value(given)), '')).toEqual({ value: value(given) })
})

function value(given: string) {
  const parsed = accessList.parse(given, '')
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.value
}
