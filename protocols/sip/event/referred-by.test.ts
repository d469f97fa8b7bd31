import { expect, test } from 'vitest'
import { referredByOf } from './referred-by.ts'

const referred = (...values: string[]) => ({
  kind: 'request' as const,
  method: 'INVITE',
  uri: 'sip:c@example.com',
  headers: values.map((value) => ({ name: 'Referred-By', value })),
  body: new Uint8Array(),
})

test('a referrer is named, and perhaps vouched for', () => {
  const plain = referredByOf(referred('Bob <sip:bob@example.com>'))
  expect([plain?.referrer.uri, plain?.referrer.displayName, plain?.token]).toEqual(['sip:bob@example.com', 'Bob', null])
  expect(referredByOf(referred('<sip:bob@example.com>;cid="20398823.2UWQFN309shb3@bob.example"'))?.token).toBe(
    '20398823.2UWQFN309shb3@bob.example',
  )
  expect([referredByOf(referred()), referredByOf(referred('bob')), referredByOf(referred('<sip:a@b>', '<sip:c@d>'))]).toEqual([
    null,
    null,
    null,
  ])
})
