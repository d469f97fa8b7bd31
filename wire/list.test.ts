import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { distinct, list } from './list.ts'

test('a list that is too long is refused with one issue, whatever its items', () => {
  const result = z.safeParse(list(z.string(), 2), [1, 2, 3])
  expect(result.error?.issues.map(({ message }) => message)).toEqual(["the value's length must be between 0 and 2 inclusive"])
  expect(z.parse(list(z.string(), 2), ['a', 'a'])).toEqual(['a', 'a'])
})

test('duplicates are removed before different strings are counted, and the order is kept', () => {
  const schema = distinct(z.string(), 2, 4)
  expect(z.parse(schema, ['b', 'a', 'b', 'a'])).toEqual(['b', 'a'])
  expect(z.safeParse(schema, ['a', 'b', 'c']).success).toBe(false)
  expect(z.safeParse(schema, ['a', 'a', 'a', 'a', 'a']).success).toBe(false)
})
