import { expect, test } from 'vitest'
import { isSameSecret } from './same-secret.ts'

test('secrets are the same in every character or not at all', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true)
  for (const other of ['', 'ab', 'abd', 'abcd', 'Abc', '\0abc']) expect(isSameSecret(other, 'abc')).toBe(false)
  expect(isSameSecret('', '')).toBe(true)
})
