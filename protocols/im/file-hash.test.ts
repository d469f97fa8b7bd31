import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseFileHash, printFileHash } from './file-hash.ts'

test('a digest is printed as upper-case pairs', () => {
  const digest = Uint8Array.from({ length: 20 }, (_, at) => at * 13)
  expect(printFileHash(digest)).toBe('sha-1:00:0D:1A:27:34:41:4E:5B:68:75:82:8F:9C:A9:B6:C3:D0:DD:EA:F7')
})

test('only a digest of SHA-1 is printed', () => {
  expect(() => printFileHash(new Uint8Array(32))).toThrow(RangeError)
})

test('lower case is understood', () => {
  const pairs = Array.from({ length: 20 }, () => 'ab').join(':')
  expect(normaliseFileHash(`SHA-1:${pairs}`)).toBe(`sha-1:${pairs.toUpperCase()}`)
})

test.each([
  '',
  'sha-1:',
  'sha-1:AA:BB',
  `sha-1:${'AB'.repeat(20)}`,
  `sha-256:${Array.from({ length: 20 }, () => 'AA').join(':')}`,
])('%j is no hash', (text) => {
  expect(normaliseFileHash(text)).toBeNull()
})

test('what is printed is already in its one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (digest) => {
      const printed = printFileHash(digest)
      expect(normaliseFileHash(printed)).toBe(printed)
      expect(normaliseFileHash(printed.toLowerCase())).toBe(printed)
    }),
  )
})
