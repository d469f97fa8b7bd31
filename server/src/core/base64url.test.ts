import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64url } from './base64url.ts'

test('bytes come out as others write them', () => {
  expect(base64url('fbff')).toBe('-_8')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(base64url(Buffer.from(bytes).toString('hex'))).toBe(Buffer.from(bytes).toString('base64url'))
    }),
  )
})
