import { expect, test } from 'vitest'
import type { SipIdentity } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { acceptBody, callBody, helperBody, registerBody } from './sip-body.ts'

const IDENTITY: SipIdentity = { address: 'alice@weft.test', displayName: null, userAgent: null, ha1: 'ab12', headerPrefixes: [] }
const ROUTE: SipRoute = { host: '192.0.2.1', port: 5060, transport: 'udp' }

const register = (identity: Partial<SipIdentity> = {}, more: Partial<Parameters<typeof registerBody>[0]> = {}) =>
  registerBody({ identity: { ...IDENTITY, ...identity }, route: ROUTE, register: true, contactParameters: [], ...more })

test('a registration goes through its proxy and leaves out what is not there', () => {
  expect(register()).toEqual({
    request: 'register',
    username: 'sip:alice@weft.test',
    ha1_secret: 'ab12',
    send_register: true,
    proxy: 'sip:192.0.2.1:5060;transport=udp',
    outbound_proxy: 'sip:192.0.2.1:5060;transport=udp',
    register_ttl: 600,
  })
})

test.each<[SipRoute, object]>([
  [
    { host: '192.0.2.1', port: 5070, transport: 'tcp' },
    { proxy: 'sip:192.0.2.1:5070;transport=tcp', force_tcp: true },
  ],
  [
    { host: '2001:db8::1', port: 5061, transport: 'tls' },
    { proxy: 'sips:[2001:db8::1]:5061', force_tcp: true, sips: true },
  ],
])('a route over %o', (route, expected) => {
  expect(register({}, { route })).toMatchObject(expected)
})

test('an account without a secret is a guest, which must not mention send_register', () => {
  const body = register({ ha1: null }, { register: false })
  expect(body).toMatchObject({ type: 'guest' })
  expect(body).not.toHaveProperty('send_register')
  expect(body).not.toHaveProperty('ha1_secret')
})

test('names cannot break out of their header', () => {
  const body = register({ displayName: 'A "B" \\\r\nX-Evil: 1', userAgent: 'Sylk\r\nX-Evil: 1' })
  expect(body).toMatchObject({ display_name: "A 'B' ' X-Evil: 1", user_agent: 'Sylk X-Evil: 1' })
  const long = register({ displayName: '😀'.repeat(200) })
  expect(long.display_name).toBe('😀'.repeat(64))
  expect(register({ displayName: `a${'😀'.repeat(64)}` }).display_name).toBe(`a${'😀'.repeat(63)}`)
})

test.each([
  ['alice@weft.test', 'sip:alice@weft.test'],
  ['a,b"c@weft.test', 'sip:a%2Cb%22c@weft.test'],
  ['a%2Cb@weft.test:5070', 'sip:a%2Cb@weft.test:5070'],
  ['weft.test', 'sip:weft.test'],
])('%s is called as %s', (target, uri) => {
  expect(callBody({ target, headers: {}, secure: false }).uri).toBe(uri)
})

test('[12.26] Contact parameters keep their order and are escaped as URI parameters', () => {
  const contactParameters = [
    ['pn-tok', 'a:b;c>d é'],
    ['pn-silent', '1'],
    ['bad name', 'x'],
  ] as const
  const { contact_params: parameters } = register({}, { contactParameters })
  expect(parameters).toEqual({ 'pn-tok': 'a:b%3Bc%3Ed%20%C3%A9', 'pn-silent': '1' })
  expect(Object.keys(Object(parameters))).toEqual(['pn-tok', 'pn-silent'])
})

test('what Janus would cut in the middle is left out', () => {
  expect(
    register(
      {},
      {
        contactParameters: [
          ['pn-tok', 'x'.repeat(260)],
          ['pn-app', 'io.weft'],
        ],
      },
    ),
  ).toMatchObject({
    contact_params: { 'pn-app': 'io.weft' },
  })
  const headers = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`X-${index}`, 'y'.repeat(200)]))
  const sent = Object.entries(Object(callBody({ target: 'b@weft.test', headers, secure: false }).headers))
  expect(sent.length).toBeGreaterThan(5)
  expect(sent.map(([name, value]) => `${name}: ${value}\r\n`).join('').length).toBeLessThanOrEqual(2000)
})

test('headers that would break a message are left out', () => {
  const headers = { 'X-Good': 'v=3; suites=A', 'X-Evil': 'a\r\nX-More: b', 'X Bad': 'c' }
  expect(acceptBody(headers)).toEqual({ request: 'accept', autoaccept_reinvites: false, headers: { 'X-Good': 'v=3; suites=A' } })
  expect(acceptBody({})).not.toHaveProperty('headers')
})

test('[12.58] a call demands SRTP or does not mention it', () => {
  const call = { request: 'call', uri: 'sip:+3112345@weft.test', autoaccept_reinvites: false }
  expect(callBody({ target: '+3112345@weft.test', headers: {}, secure: false })).toEqual(call)
  expect(callBody({ target: '+3112345@weft.test', headers: {}, secure: true })).toEqual({ ...call, srtp: 'sdes_mandatory' })
})

test('a helper names its master', () => {
  expect(helperBody(IDENTITY, 7)).toEqual({ request: 'register', type: 'helper', username: 'sip:alice@weft.test', master_id: 7 })
})
