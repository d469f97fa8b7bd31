import { expect, test } from 'vitest'
import { type SipRequest, withFields } from './message.ts'
import { type RequestPolicy, validateRequest } from './validate-request.ts'

const request: SipRequest = {
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:bob@example.com',
  headers: [
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1' },
    { name: 'Max-Forwards', value: '70' },
    { name: 'From', value: '<sip:alice@example.com>;tag=1' },
    { name: 'To', value: '<sip:bob@example.com>' },
    { name: 'Call-ID', value: 'abc@192.0.2.1' },
    { name: 'CSeq', value: '1 INVITE' },
  ],
  body: new Uint8Array(),
}
const server: RequestPolicy = {
  role: 'server',
  methods: new Set(['INVITE', 'ACK', 'CANCEL', 'REGISTER']),
  schemes: new Set(['sip', 'sips']),
  extensions: new Set(['timer']),
}
const proxy: RequestPolicy = { ...server, role: 'proxy', methods: null }
const as = (method: string, from = request): SipRequest => ({ ...withFields(from, 'CSeq', [`1 ${method}`]), method })

test('a request with what it takes is acceptable, with much else besides', () => {
  expect(validateRequest(request, server)).toEqual({ acceptable: true })
  const more = [
    ['Max-Forwards', []],
    ['From', ['sip:alice@example.com']],
    ['Contact', ['<sip:a@192.0.2.1>', 'sip:b@192.0.2.1;q=1, <tel:1>']],
    ['Contact', ['*']],
    ['Record-Route', ['<sip:p1;lr>, <sip:p2;lr>']],
    ['Date', ['Sat, 13 Nov 2010 23:29:00 GMT']],
    ['Require', ['TIMER']],
    ['Proxy-Require', ['whatever']],
    ['Expires', ['9'.repeat(100)]],
  ] as const
  for (const [name, values] of more)
    expect(validateRequest(withFields(request, name, values), server)).toEqual({ acceptable: true })
})

test.each<[string, string[], number, string]>([
  ['From', [], 400, 'no From'],
  ['To', ['sip:a@b', 'sip:c@d'], 400, 'more than one To'],
  ['To', ['Bell, A <sip:a@b>'], 400, 'malformed To'],
  ['To', ['<sip:a@2001:db8::1>'], 400, 'malformed To'],
  ['Call-ID', [], 400, 'no Call-ID'],
  ['Call-ID', ['a b'], 400, 'malformed Call-ID'],
  ['CSeq', ['1'], 400, 'malformed CSeq'],
  ['CSeq', ['1 invite'], 400, 'CSeq of another method'],
  ['Via', ['SIP/2.0/UDP 192.0.2.1;;'], 400, 'malformed Via'],
  ['Via', ['SIP/2.0/UDP 192.0.2.1', ','], 400, 'malformed Via'],
  ['Route', ['<sip:a'], 400, 'malformed Route'],
  ['Record-Route', ['<sip:a>,'], 400, 'malformed Record-Route'],
  ['Contact', ['sip:a@b?c=d'], 400, 'malformed Contact'],
  ['Date', ['today'], 400, 'malformed Date'],
  ['Max-Forwards', ['70', '70'], 400, 'more than one Max-Forwards'],
  ['Max-Forwards', ['300'], 400, 'malformed Max-Forwards'],
  ['Require', ['timer, foo', 'bar'], 420, 'unsupported extension'],
])('%s: %j is refused', (name, values, status, why) => {
  const verdict = validateRequest(withFields(request, name, values), server)
  expect(verdict).toMatchObject({ acceptable: false, status, why, answerable: true })
})

test.each([
  ['sip:', 400],
  ['sip:a@b?c=d', 400],
  ['sip:2001:db8::1', 400],
  ['tel:+1', 416],
  ['soap.beep://192.0.2.103:3002', 416],
])('the Request-URI %s is refused with %i', (uri, status) => {
  expect(validateRequest({ ...request, uri }, server)).toMatchObject({ acceptable: false, status })
})

test('an unknown method is for a proxy to forward, and for a server to refuse before anything else', () => {
  expect(validateRequest(as('NEW'), proxy)).toEqual({ acceptable: true })
  expect(validateRequest({ ...request, method: 'NEW' }, server)).toMatchObject({ status: 501 })
  expect(validateRequest(as('invite'), server)).toMatchObject({ status: 501 })
})

test('a proxy does not forward what has no hops left; a server does not care', () => {
  const last = withFields(request, 'Max-Forwards', ['0'])
  expect(validateRequest(last, proxy)).toMatchObject({ acceptable: false, status: 483 })
  expect(validateRequest(last, server)).toEqual({ acceptable: true })
})

test('who requires more than anybody has is not told it all again', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, at) => `tag${at}`)
  const within = validateRequest(withFields(request, 'Require', [tags(20).join()]), server)
  expect(within).toMatchObject({ status: 420, unsupported: tags(20) })
  expect(validateRequest(withFields(request, 'Require', [tags(20).join(), 'one']), server)).toMatchObject({
    ...{ status: 400, unsupported: [] },
    why: 'more than 20 option tags',
  })
  expect(validateRequest(withFields(request, 'Proxy-Require', tags(21)), proxy)).toMatchObject({ status: 400, unsupported: [] })
})

test('a proxy looks at Proxy-Require, a server at Require, and says which extensions it lacks', () => {
  const demanding = withFields(withFields(request, 'Require', ['a, timer', 'b']), 'Proxy-Require', ['c'])
  expect(validateRequest(demanding, server)).toMatchObject({ status: 420, unsupported: ['a', 'b'] })
  expect(validateRequest(demanding, proxy)).toMatchObject({ status: 420, unsupported: ['c'] })
})

test('nothing is required of an ACK or a CANCEL beyond their request', () => {
  const demanding = withFields(request, 'Require', ['a'])
  for (const method of ['ACK', 'CANCEL']) expect(validateRequest(as(method, demanding), server)).toEqual({ acceptable: true })
})

test('a registrar registers SIP addresses only', () => {
  const isbn = withFields(as('REGISTER'), 'To', ['isbn:2983792873'])
  expect(validateRequest(isbn, server)).toMatchObject({ status: 400 })
  expect(validateRequest(isbn, proxy)).toEqual({ acceptable: true })
})

test('neither an ACK nor a request without Via is answered', () => {
  expect(validateRequest(withFields(as('ACK'), 'To', []), server)).toMatchObject({ acceptable: false, answerable: false })
  expect(validateRequest(withFields(request, 'Via', []), server)).toMatchObject({ status: 400, answerable: false })
})
