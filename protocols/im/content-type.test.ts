import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseContentType, printContentType } from './content-type.ts'

test.each([
  ['text/plain', 'text/plain', {}],
  ['Text/HTML;Charset=UTF-8', 'text/html', { charset: 'UTF-8' }],
  ['text/plain; charset="utf8"', 'text/plain', { charset: 'utf8' }],
  ['text/plain ; charset = utf-8 ; format=flowed;', 'text/plain', { charset: 'utf-8', format: 'flowed' }],
  ['application/x; name="a;b=\\"c\\\\"', 'application/x', { name: 'a;b="c\\' }],
  ['text/plain; charset=utf-8; CHARSET=latin1', 'text/plain', { charset: 'utf-8' }],
  ['application/vnd.gsma.rcs-ft-http+xml', 'application/vnd.gsma.rcs-ft-http+xml', {}],
])('%s is read', (text, type, parameters) => {
  const parsed = parseContentType(text)
  expect(parsed?.type).toBe(type)
  expect(Object.fromEntries(parsed?.parameters ?? [])).toEqual(parameters)
})

test.each([
  '',
  'text',
  '/plain',
  'text/',
  'text/plain/x',
  'te xt/plain',
  'text/plain; charset',
  'text/plain; charset=',
  'text/plain; =x',
  'text/plain; a="b',
  'text/plain; a="b"c',
  'text/plain; a="b\u0000c"',
  `text/plain${Array.from({ length: 17 }, (_, n) => `;p${n}=1`).join('')}`,
])('%j is no content type', (text) => {
  expect(parseContentType(text)).toBeNull()
})

const token = fc.stringMatching(/^[a-z0-9.+-]{1,12}$/)

test('what is printed reads back the same', () => {
  const printable = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text))
  fc.assert(
    fc.property(
      token,
      token,
      fc.uniqueArray(fc.tuple(token, printable), { maxLength: 5, selector: ([name]) => name }),
      (type, subtype, pairs) => {
        const contentType = { type: `${type}/${subtype}`, parameters: new Map(pairs) }
        const printed = printContentType(contentType)
        expect(parseContentType(printed ?? '')).toEqual(contentType)
      },
    ),
  )
})

test('a content type that would break out of its line is not printed', () => {
  expect(printContentType({ type: 'text/plain\r\nX: y', parameters: new Map() })).toBeNull()
  expect(printContentType({ type: 'text/plain', parameters: new Map([['charset', 'utf-8\r\nX: y']]) })).toBeNull()
  expect(printContentType({ type: 'text/plain', parameters: new Map([['a\r\nb', 'c']]) })).toBeNull()
})
