import { expect, test } from 'vitest'
import { areSameMsrpUri, parseMsrpUri, printMsrpUri } from './uri.ts'

const uri = (text: string) => {
  const parsed = parseMsrpUri(text)
  if (!parsed) throw new Error(`${text} is no MSRP URI`)
  return parsed
}

test('a URI has its parts', () => {
  expect(parseMsrpUri('MSRPS://Alice:x@Atlanta.Example.com:7654/jshA7we+=;TCP;name=value;flag')).toEqual({
    scheme: 'msrps',
    userinfo: 'Alice:x',
    host: 'atlanta.example.com',
    port: 7654,
    sessionId: 'jshA7we+=',
    transport: 'tcp',
    parameters: [
      { name: 'name', value: 'value' },
      { name: 'flag', value: null },
    ],
  })
  expect(parseMsrpUri('msrp://[2001:db8::1]:2855/s1;tcp')).toMatchObject({ host: '2001:db8::1', port: 2855, sessionId: 's1' })
  expect(parseMsrpUri('msrp://relay.example.com;tcp')).toMatchObject({ port: null, sessionId: null, userinfo: null })
  expect(parseMsrpUri('msrp://a.example/se/ss;tcp')).toMatchObject({ sessionId: 'se/ss' })
})

test.each([
  '',
  'msrp:a.example/s;tcp',
  'http://a.example/s;tcp',
  'msrp://a.example/s',
  'msrp://a.example/;tcp',
  'msrp:///s;tcp',
  'msrp://a.example:0/s;tcp',
  'msrp://a.example:99999/s;tcp',
  'msrp://a b/s;tcp',
  'msrp://a.example/s s;tcp',
  'msrp://a.example/s;tcp;=x',
  'msrp://a.example/s;tcp;x=\r\n',
  'msrp://a.example/s;tcp\r\nTo-Path: x',
  `msrp://a.example/${'s'.repeat(2048)};tcp`,
])('%j is none', (text) => {
  expect(parseMsrpUri(text)).toBeNull()
})

test.each(['msrp://a.example:1/s;tcp', 'msrps://u@[2001:db8::1]/s;tcp;x;y=z', 'msrp://192.0.2.1:2855;tcp'])(
  '%s is printed as it was',
  (text) => {
    expect(printMsrpUri(uri(text))).toBe(text)
  },
)

test('what would be another URI is not printed', () => {
  const good = uri('msrp://a.example:1/s;tcp')
  for (const bad of [{ sessionId: 's;tcp' }, { sessionId: '' }, { host: 'b/c' }, { userinfo: 'x@y' }, { port: 70_000 }])
    expect(() => printMsrpUri({ ...good, ...bad }), JSON.stringify(bad)).toThrow('part')
})

test.each([
  ['msrp://A.example:1/s;tcp', 'MSRP://a.EXAMPLE:1/s;TCP', true],
  ['msrp://u@a.example:1/s;tcp', 'msrp://a.example:1/s;tcp;x=y', true],
  ['msrp://[2001:db8::1]:1/s;tcp', 'msrp://[2001:0db8:0:0::1]:1/s;tcp', true],
  ['msrp://a.example:1/s;tcp', 'msrps://a.example:1/s;tcp', false],
  ['msrp://a.example:1/s;tcp', 'msrp://a.example:1/S;tcp', false],
  ['msrp://a.example:1/s;tcp', 'msrp://a.example:1;tcp', false],
  ['msrp://a.example:2855/s;tcp', 'msrp://a.example/s;tcp', false],
  ['msrp://a.example:1/s;tcp', 'msrp://a.example:1/s;sctp', false],
  ['msrp://a.example:1/s;tcp', 'msrp://b.example:1/s;tcp', false],
])('%s and %s are the same: %s (RFC 4975 §6.1)', (a, b, same) => {
  expect(areSameMsrpUri(uri(a), uri(b))).toBe(same)
  expect(areSameMsrpUri(uri(b), uri(a))).toBe(same)
})
