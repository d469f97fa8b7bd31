import { expect, test } from 'vitest'
import { domainPlace } from './domain-place.ts'

const { parse, show } = domainPlace(5269)

test.each([
  ['A.test=127.0.0.1', { domain: 'a.test', host: '127.0.0.1', port: 5269, isDirectTls: false }, 'a.test=127.0.0.1:5269'],
  [
    'b.test = xmpp.b.test:5299;tls',
    { domain: 'b.test', host: 'xmpp.b.test', port: 5299, isDirectTls: true },
    'b.test=xmpp.b.test:5299;tls',
  ],
  ['c.test=[::1]:1', { domain: 'c.test', host: '::1', port: 1, isDirectTls: false }, 'c.test=[::1]:1'],
])('%s says where the servers of a domain are', (given, value, shown) => {
  expect(parse(given, '')).toEqual({ value })
  expect(show(value)).toBe(shown)
})

test.each(['a.test', 'a.test=', '=b', 'a.test=x:99999', 'a.test=b;udp', 'a=b=c'])('%s says nothing of the kind', (given) => {
  expect(parse(given, '')).toHaveProperty('problem')
})
