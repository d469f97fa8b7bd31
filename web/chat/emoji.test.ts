import { expect, test } from 'vitest'
import { isEmojiOnly } from './emoji.ts'

test.each(['😀', '👍🏽 👍', '👨‍👩‍👧‍👦', '🇩🇪🇳🇱', '❤️\n', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🙂🙂🙂🙂🙂🙂'])('%s is large', (text) => {
  expect(isEmojiOnly(text)).toBe(true)
})

test.each(['', ' ', 'hi 😀', '7', '#1', '😀😀😀😀😀😀😀', '\u200D', '😀'.repeat(10_000)])('%j is text', (text) => {
  expect(isEmojiOnly(text)).toBe(false)
})
