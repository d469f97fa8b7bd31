import { expect, test } from 'vitest'
import { storedText, textOf } from './text.ts'

test.each(['', 'plain 🦊', '\0', '\u0001', '\u00010', '\u00011', '\u0001\0\u0001\u00010\0', '0\u00011\0'])(
  '%j comes back as it was',
  (text) => {
    const stored = storedText(text)
    expect(stored).not.toContain('\0')
    expect(textOf(stored)).toBe(text)
  },
)

test('half a surrogate pair becomes a character', () => {
  expect(textOf(storedText('a\ud83eb'))).toBe('a\ufffdb')
})
