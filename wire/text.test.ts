import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { contentType, displayName, identifier, line } from './text.ts'

const takes = (schema: z.core.$ZodType, value: unknown) => z.safeParse(schema, value).success

test('an identifier is any line of 1 to 255 characters', () => {
  for (const value of ['1', 'f1e9-1', '../x', 'ü 😀', 'x'.repeat(255)]) expect(takes(identifier, value)).toBe(true)
  for (const value of ['', 'x'.repeat(256), 'a\r\nVia: x', 'a\0', 'a\u0085', 'a\ud83d', '\udc00'])
    expect(takes(identifier, value)).toBe(false)
})

test.each([
  'text/plain',
  'application/sylk-zrtp-negotiation',
  'text/plain;charset=utf-8',
  'text/plain; charset="utf-8"',
  'a/b ;c=d',
])('%s is a content type', (type) => {
  expect(takes(contentType, type)).toBe(true)
})

test.each([
  '',
  'text',
  'text/',
  '/plain',
  'text/plain/x',
  'te xt/plain',
  'text/plain\r\nVia: x',
  'text/plain;\nVia: x',
  'text/plain x',
])('%j is no content type', (type) => {
  expect(takes(contentType, type)).toBe(false)
})

test('quotation marks and spaces around a display name are dropped', () => {
  expect(z.parse(displayName, ' "Alice "Ali" Example" ')).toBe('Alice "Ali" Example')
  expect(z.parse(displayName, '" "')).toBe('')
  expect(z.parse(displayName, 'Alice\r\nVia: x')).toBe('Alice  Via: x')
  expect(takes(displayName, 'x'.repeat(256))).toBe(false)
})

test('a name that was cut within a character loses what is left of it', () => {
  expect(z.parse(displayName, 'Alice 😀'.slice(0, -1))).toBe('Alice')
})

test('nothing that ends or splits a header line passes', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '/', ';', ' ', '"', '\r', '\n', '\0', '\t', '\x7f', '\x85', '\ud800', '\udc00'),
    maxLength: 10,
  })
  fc.assert(
    fc.property(text, (value) => {
      for (const schema of [line(0, 255), identifier, contentType, displayName]) {
        const result = z.safeParse(schema, value)
        if (result.success) expect(result.data).not.toMatch(/[\p{Cc}\p{Cs}]/u)
      }
    }),
    { numRuns: 1000 },
  )
})
