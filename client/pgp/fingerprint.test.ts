import { expect, test } from 'vitest'
import { printFingerprint } from './fingerprint.ts'

test('a fingerprint is shown in groups', () => {
  expect(printFingerprint('e1f1d02d4b0c65236106bd233172abcb5576c509')).toBe('E1F1 D02D 4B0C 6523 6106 BD23 3172 ABCB 5576 C509')
})
