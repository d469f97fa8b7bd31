import { expect, test } from 'vitest'
import { OriginPolicy } from './origin.ts'

test('a pattern is matched against scheme, host and port, the port always written', () => {
  const policy = new OriginPolicy(['https://a.example:443', 'http://*.b.example:8080'])
  expect(policy.allows('https://a.example')).toBe(true)
  expect(policy.allows('https://a.example:443')).toBe(true)
  expect(policy.allows('https://a.example:444')).toBe(false)
  expect(policy.allows('http://a.example')).toBe(false)
  expect(policy.allows('http://www.b.example:8080')).toBe(true)
  expect(policy.allows('http://b.example:8080')).toBe(false)
})

test('a star matches any run of characters, in several places', () => {
  const policy = new OriginPolicy(['*://*.example:*'])
  expect(policy.allows('https://x.y.example')).toBe(true)
  expect(policy.allows('https://example')).toBe(false)
})

test('a pattern full of stars against a long origin takes no time', () => {
  const policy = new OriginPolicy([`${'*a'.repeat(50)}*b`])
  expect(policy.allows(`https://${'a'.repeat(5_000)}`)).toBe(false)
})

test('what is no URL is never allowed, not even by *', () => {
  expect(new OriginPolicy(['*']).allows('not an origin')).toBe(false)
})

test('no origin is a native client; null is let in where everything is', () => {
  expect(new OriginPolicy(['https://a.example']).allows(undefined)).toBe(true)
  expect(new OriginPolicy(['https://a.example']).allows('null')).toBe(false)
  expect(new OriginPolicy(['*', 'https://a.example']).allows('null')).toBe(false)
  expect(new OriginPolicy(['*']).allows('null')).toBe(true)
})
