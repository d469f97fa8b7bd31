import { expect, test } from 'vitest'
import { kindOf, mediaType, rulesOf } from './message-kind.ts'

test.each([
  ['text/plain', 'text'],
  ['Text/HTML; charset="utf-8"', 'text'],
  ['application/sylk-file-transfer', 'transfer'],
  ['text/pgp-public-key', 'public-key'],
  ['text/pgp-private-key', 'private-key'],
  ['application/im-iscomposing+xml', 'composing'],
  ['message/imdn+xml', 'receipt'],
  ['message/imdn', 'reserved'],
  ['application/sylk-message-remove', 'reserved'],
  ['application/sylk-api-token', 'reserved'],
  ['application/SYLK-API-of-tomorrow', 'reserved'],
  ['application/sylk-message-metadata', 'opaque'],
  ['text/pgp-public-key-imported', 'opaque'],
  ['application/sylk-contact-update', 'opaque'],
])('%s is %s', (contentType, kind) => {
  expect(kindOf(contentType)).toBe(kind)
})

test('only what people read wakes them', () => {
  const kinds = ['text', 'transfer', 'opaque', 'public-key', 'private-key', 'composing', 'receipt', 'reserved'] as const
  expect(kinds.filter((kind) => rulesOf(kind).wakes)).toEqual(['text', 'transfer'])
  expect(kinds.filter((kind) => rulesOf(kind).keeps === 'entry')).toEqual(['text', 'transfer', 'opaque'])
})

test('a type is kept in one form', () => {
  expect(mediaType(' Text/Plain ; charset=utf-8')).toBe('text/plain')
})
