import { expect, test } from 'vitest'
import { areSamePath, areSameSession, parsePath, printPath, sessionIdOf } from './path.ts'

const relayed = 'msrps://relay.example:2855/r1;tcp msrps://a.example:7654/s1;tcp'

test('a path is one URI or several, the other end last', () => {
  const path = parsePath(relayed)
  expect(path?.map(({ host }) => host)).toEqual(['relay.example', 'a.example'])
  expect(path && sessionIdOf(path)).toBe('s1')
  expect(path && printPath(path)).toBe(relayed)
})

test.each(['', ' ', 'msrp://a.example/s;tcp x', Array(17).fill('msrp://a.example/s;tcp').join(' ')])('%j is no path', (text) => {
  expect(parsePath(text)).toBeNull()
})

test('sixteen URIs are a path', () => {
  expect(parsePath(Array(16).fill('msrp://a.example/s;tcp').join(' '))).toHaveLength(16)
})

test('paths are the same URI by URI', () => {
  const [a, b, c] = [relayed, relayed.toUpperCase().replace('R1', 'r1').replace('S1', 's1'), 'msrps://a.example:7654/s1;tcp'].map(
    parsePath,
  )
  expect(a && b && areSamePath(a, b)).toBe(true)
  expect(a && c && areSamePath(a, c)).toBe(false)
})

test('[P4] paths end in the same session whatever its host is called, and never where there is none', () => {
  const [a, b, other, none] = [
    relayed,
    'msrp://nat.example:1/s1;tcp',
    'msrp://nat.example:1/s2;tcp',
    'msrp://nat.example:1;tcp',
  ].map(parsePath)
  expect(a && b && areSameSession(a, b)).toBe(true)
  expect(a && other && areSameSession(a, other)).toBe(false)
  expect(none && areSameSession(none, none)).toBe(false)
})
