import { expect, test } from 'vitest'
import { recordRoutes } from './record-route.ts'

const udp = { transport: 'udp', host: '192.0.2.1', port: 5060 } as const
const tcp = { transport: 'tcp', host: '192.0.2.1', port: 5060 } as const

test('one value where both sides reach us the same way', () => {
  expect(recordRoutes({ place: udp, token: 'ab' }, { place: udp, token: 'ab' }, false)).toEqual(['<sip:ab@192.0.2.1:5060;lr>'])
})

test('RFC 5658: two values where the transport changes, that of the callee on top', () => {
  expect(recordRoutes({ place: udp, token: 'ab' }, { place: tcp, token: 'ab' }, false)).toEqual([
    '<sip:ab@192.0.2.1:5060;transport=tcp;lr>',
    '<sip:ab@192.0.2.1:5060;lr>',
  ])
})

test('two values where one side is reached over a flow', () => {
  expect(recordRoutes({ place: udp, token: 'ab' }, { place: udp, token: 'cd-udp-1024-192.0.2.9' }, false)).toHaveLength(2)
})

test('RFC 3261 §16.6 item 4: a SIPS request has a SIPS Record-Route, an IPv6 address its brackets', () => {
  const tls = { place: { transport: 'tls', host: '2001:db8::1', port: null }, token: 'ab' } as const
  expect(recordRoutes(tls, tls, true)).toEqual(['<sips:ab@[2001:db8::1];lr>'])
  expect(recordRoutes(tls, tls, false)).toEqual(['<sip:ab@[2001:db8::1];transport=tls;lr>'])
})
