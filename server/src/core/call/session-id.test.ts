import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sessionIdOf } from './session-id.ts'

test('[12.41] the session id is the MD5 of the Call-ID, printed 8-4-4-4-12', () => {
  const hex = createHash('md5').update('a84b4c76e66710@pc33.example.com').digest('hex')
  const session = sessionIdOf('a84b4c76e66710@pc33.example.com')
  expect(session).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  expect(session.replaceAll('-', '')).toBe(hex)
})
