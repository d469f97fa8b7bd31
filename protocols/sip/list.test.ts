import { expect, test } from 'vitest'
import { parseList, splitList, tokensOf } from './list.ts'

test.each<[string, string[] | null]>([
  ['a, b ,c', ['a', 'b', 'c']],
  ['', ['']],
  ['a,,b', ['a', '', 'b']],
  ['"a, \\", b" <sip:x,y>, <sip:z>', ['"a, \\", b" <sip:x,y>', '<sip:z>']],
  ['<sip:a"b>, c', ['<sip:a"b>', 'c']],
  ['"a, b', null],
  ['"a\\"', null],
  ['<sip:a, b', null],
])('%s is the list %j', (value, elements) => {
  expect(splitList(value)).toEqual(elements)
})

test('one element that is nothing spoils the list, over all fields', () => {
  const positive = (text: string) => (Number(text) > 0 ? Number(text) : null)
  expect(parseList(['1, 2', '3'], positive)).toEqual([1, 2, 3])
  expect(parseList(['1, 2', '0'], positive)).toBeNull()
  expect(parseList(['1', '"'], positive)).toBeNull()
  expect(parseList([], positive)).toEqual([])
})

test('tokens are gathered, empty elements are forgiven', () => {
  expect(tokensOf(['timer, 100rel', '', 'path,,'])).toEqual(['timer', '100rel', 'path'])
})
