import { expect, test } from 'vitest'
import { suggestions } from './suggestions.ts'

const person = (uri: string, displayName = '') => ({ uri, displayName })
const people = [
  person('bob@example.com', 'Bob Smith'),
  person('smith@example.com'),
  person('zoe@example.com', 'Zoë Novák'),
  person('431234@example.com', 'Main office'),
  person('bob@example.com', 'Bob, once more'),
]
const found = (typed: string) => suggestions(typed, people).map(({ uri }) => uri)

test.each([
  ['bo', ['bob@example.com']],
  ['SMI', ['bob@example.com', 'smith@example.com']],
  ['novak', ['zoe@example.com']],
  ['zoe', ['zoe@example.com']],
  ['bob smith', ['bob@example.com']],
  ['sip:bob', ['bob@example.com']],
  ['1234', ['431234@example.com']],
  ['offi', ['431234@example.com']],
  ['nobody', []],
  ['smith@example.com', []],
  [' ', []],
])('"%s" may mean %j', (typed, expected) => {
  expect(found(typed)).toEqual(expected)
})

test('those who begin with it come before those who have it anywhere, and there are six at most', () => {
  expect(found('ob')).toEqual(['bob@example.com'])
  const many = Array.from({ length: 20 }, (_, index) => person(`x${index}@a.example`))
  expect(suggestions('a.ex', [...many, person('a.ex@b.example')]).map(({ uri }) => uri)).toEqual([
    'a.ex@b.example',
    ...many.slice(0, 5).map(({ uri }) => uri),
  ])
})
