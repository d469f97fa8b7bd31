import { expect, test } from 'vitest'
import { reasonPhrase } from './reason-phrase.ts'

test('a status has its phrase, an unknown one that of its class', () => {
  expect(reasonPhrase(405)).toBe('Method Not Allowed')
  expect(reasonPhrase(499)).toBe('Request Failure')
  expect(reasonPhrase(699)).toBe('Global Failure')
})
