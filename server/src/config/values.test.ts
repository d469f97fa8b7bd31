import { expect, test } from 'vitest'
import { boolean, choice, integer, listOf, optional, path, seconds, text, textList, url, type ValueType } from './values.ts'

/** The value, or the problem as text. */
function read<T>(type: ValueType<T>, given: string): T | string {
  const parsed = type.parse(given, '/etc/weft')
  return 'problem' in parsed ? parsed.problem : parsed.value
}

test('a boolean is one of four words for yes and four for no', () => {
  for (const word of ['1', 'yes', 'True', 'ON']) expect(read(boolean, word)).toBe(true)
  for (const word of ['0', 'no', 'False', 'OFF']) expect(read(boolean, word)).toBe(false)
  expect(read(boolean, 'maybe')).toContain('neither')
  expect(read(boolean, '')).toContain('neither')
})

test('an integer is decimal and within its bounds', () => {
  const type = integer(-2, 65535)
  expect([read(type, '-2'), read(type, '65535')]).toEqual([-2, 65535])
  for (const wrong of ['65536', '-3', '1e3', '0x10', '1.5', '', ' 1', '9'.repeat(400)])
    expect(read(type, wrong)).toBe('is not a whole number from -2 to 65535')
})

test('seconds become milliseconds', () => {
  const type = seconds(0.1, 60)
  expect([read(type, '0.5'), read(type, '60')]).toEqual([500, 60_000])
  expect(type.show(500)).toBe('0.5')
  for (const wrong of ['0', '61', '-1', 'Infinity', '1s'])
    expect(read(type, wrong)).toBe('is not a number of seconds from 0.1 to 60')
})

test('a text has no control characters', () => {
  expect(read(text, 'Grüße, "x" = %')).toBe('Grüße, "x" = %')
  expect(read(text, 'a\r\nX-Injected: 1')).toContain('control character')
  expect(read(text, 'x'.repeat(5000))).toContain('longer')
})

test('a choice comes out as it is spelt in the documentation', () => {
  const type = choice('opus', 'G722')
  expect([read(type, 'OPUS'), read(type, 'g722')]).toEqual(['opus', 'G722'])
  expect(read(type, 'mp3')).toBe('is not one of opus, G722')
})

test('a relative path counts from the directory of its file', () => {
  expect(read(path, 'tls/a.pem')).toBe('/etc/weft/tls/a.pem')
  expect(read(path, '/srv/x')).toBe('/srv/x')
  expect(read(path, '')).toBe('names no file or directory')
})

test('a URL has one of the schemes', () => {
  const type = url('ws', 'wss')
  expect(read(type, 'ws://127.0.0.1:8188/')).toBe('ws://127.0.0.1:8188')
  for (const wrong of ['http://127.0.0.1', '127.0.0.1:8188', 'ws://', 'ws://a\nb'])
    expect(typeof type.parse(wrong, '') === 'object' && 'problem' in type.parse(wrong, '')).toBe(true)
})

test('nothing is null', () => {
  const type = optional(integer(1, 9))
  expect([read(type, ''), read(type, 'None'), read(type, '3')]).toEqual([null, null, 3])
  expect(type.show(null)).toBe('')
})

test('a list leaves out what is wrong, says so, and keeps the rest', () => {
  const type = listOf(integer(1, 9))
  expect(type.parse('1, 2,\n3', '')).toEqual({ value: [1, 2, 3] })
  expect(type.parse('1, x, 3', '')).toEqual({ value: [1, 3], remark: '"x" is not a whole number from 1 to 9' })
  expect([read(textList, 'none'), read(textList, ''), read(textList, 'a,,b,')]).toEqual([[], [], ['a', 'b']])
})
