import { expect, test } from 'vitest'
import { readNickname } from './nickname.ts'

test('spaces are one, and none at the ends', () => {
  expect(readNickname('  Alice \u00a0 the\u3000great ')).toEqual({ shown: 'Alice the great', key: 'alice the great' })
})

test('case, width and accents written otherwise make no other nickname', () => {
  const key = (given: string) => readNickname(given)?.key
  expect(key('ＡＬＩＣＥ')).toBe(key('alice'))
  expect(key('Zoe\u0308')).toBe(key('zoë'))
  expect(key('bob')).not.toBe(key('b0b'))
})

test('nothing, controls and what cannot be seen are no nickname', () => {
  for (const given of ['', '   ', 'a\u0000b', 'a\r\nb', 'bob\u200b', '\u202ebob', 'a\u2028b', '\ud800', '\ue000', '\u{10ffff}'])
    expect(readNickname(given)).toBeNull()
})

test('[R18] 128 bytes are the most', () => {
  expect(readNickname('x'.repeat(128))).not.toBeNull()
  expect(readNickname('x'.repeat(129))).toBeNull()
  expect(readNickname('ü'.repeat(64))).not.toBeNull()
  expect(readNickname('ü'.repeat(65))).toBeNull()
})
