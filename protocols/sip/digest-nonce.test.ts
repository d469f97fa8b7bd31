import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DigestNonces } from './digest-nonce.ts'

const secret = new Uint8Array(16).fill(7)
const nonces = new DigestNonces(secret, 'example.com')

test('a nonce says when and for what it was made', () => {
  const time = fc.nat({ max: 4_000_000_000_000 })
  const algorithm = fc.constantFrom('MD5', 'SHA-512-256-sess')
  fc.assert(
    fc.property(time, algorithm, (madeAt, name) => {
      expect(nonces.read(nonces.print({ madeAt, algorithm: name }, 'a1b2'))).toEqual({ madeAt, algorithm: name })
    }),
  )
})

test('a nonce with one character changed is foreign', () => {
  const nonce = nonces.print({ madeAt: 1_700_000_000_000, algorithm: 'SHA-256' }, '0123456789abcdef')
  fc.assert(
    fc.property(fc.nat({ max: nonce.length - 1 }), fc.string({ maxLength: 2 }), (at, other) => {
      const changed = nonce.slice(0, at) + other + nonce.slice(at + 1)
      fc.pre(changed !== nonce)
      expect(nonces.read(changed)).toBeNull()
    }),
  )
})

test('nonces of another secret or realm are foreign', () => {
  const nonce = nonces.print({ madeAt: 1, algorithm: 'MD5' }, 'salt')
  expect(new DigestNonces(new Uint8Array(16), 'example.com').read(nonce)).toBeNull()
  expect(new DigestNonces(secret, 'example.org').read(nonce)).toBeNull()
  expect(new DigestNonces(secret, 'example.com').read(nonce)).not.toBeNull()
})

test('a short secret is refused', () => {
  expect(() => new DigestNonces(new Uint8Array(15), 'example.com')).toThrow(RangeError)
})
