import { expect, test } from 'vitest'
import { comparePGPKeys } from './key-comparison.ts'

const armor = (lines: readonly string[], end = '\n') =>
  ['-----BEGIN PGP PUBLIC KEY BLOCK-----', ...lines, '-----END PGP PUBLIC KEY BLOCK-----'].join(end)

test('keys are the same whatever program wrote their armour', () => {
  const key = armor(['', 'xsBNBF', 'AAEIAL', '=abcd'])
  expect(comparePGPKeys(key, armor(['Version: another', '', 'xsBNBF', 'AAEIAL']))).toBe(true)
  expect(comparePGPKeys(key, `\r\n${armor(['', 'xsBNBFAAEIAL', '=abcd'], '\r\n')}\r\n`)).toBe(true)
})

test('other keys, and what is no key, are not', () => {
  const key = armor(['', 'xsBNBF', '=abcd'])
  expect(comparePGPKeys(key, armor(['', 'xsBNBG', '=abcd']))).toBe(false)
  expect(comparePGPKeys('no key', 'no key')).toBe(false)
  expect(comparePGPKeys(key, key.slice(0, -10))).toBe(false)
})
