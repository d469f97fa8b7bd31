import { expect, test } from 'vitest'
import { PassthroughAuth } from './passthrough.ts'

const auth = new PassthroughAuth()

test('a password of 32 hex digits is the HA1 already, in lower case from now on', async () => {
  const ha1 = '0123456789abcdef0123456789abcdef'
  expect(await auth.check('alice@example.com', ha1)).toEqual({ kind: 'sip', ha1 })
  expect(await auth.check('alice@example.com', ha1.toUpperCase())).toEqual({ kind: 'sip', ha1 })
})

test('a clear password becomes an HA1 and goes no further', async () => {
  // md5("alice:example.com:correct horse")
  expect(await auth.check('alice@example.com', 'correct horse')).toEqual({ kind: 'sip', ha1: '7b528965f9b102b5593b4c5aec86c7da' })
})
