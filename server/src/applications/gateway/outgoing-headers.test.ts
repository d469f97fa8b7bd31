import { expect, test } from 'vitest'
import { outgoingHeaders } from './outgoing-headers.ts'

test("a client's own headers pass with their names as given", () => {
  const given = [
    { name: 'X-Sylk-ZRTP', value: 'v=3; suites=AES-128-GCM' },
    { name: 'Subject', value: 'hello' },
  ]
  expect(outgoingHeaders(given)).toEqual({ headers: { 'X-Sylk-ZRTP': 'v=3; suites=AES-128-GCM', Subject: 'hello' }, refused: [] })
  expect(outgoingHeaders(null)).toEqual({ headers: {}, refused: [] })
})

test('a client cannot write what the stack writes or what servers believe, in any spelling', () => {
  const names = ['Route', 'VIA', 'f', 'P-Asserted-Identity', 'p-served-user', 'content-length', 'X-Sylk-From-Sip', 'x-sylk-app']
  expect(outgoingHeaders(names.map((name) => ({ name, value: 'x' })))).toEqual({ headers: {}, refused: names })
})

test('of one header given twice the last counts', () => {
  const given = [
    { name: 'X-A', value: '1' },
    { name: 'x-a', value: '2' },
  ]
  expect(outgoingHeaders(given).headers).toEqual({ 'x-a': '2' })
})
