import { expect, test } from 'vitest'
import { parseDestination, type SipDestination } from './destination.ts'
import { type NaptrRecord, planLocate, servicesFrom, targetsFrom } from './locate.ts'
import type { SrvRecord } from './srv.ts'

const naptr = (order: number, preference: number, service: string, replacement: string, flags = 's'): NaptrRecord => ({
  order,
  preference,
  flags,
  service,
  replacement,
})
const srv = (name: string, port = 5060, priority = 1): SrvRecord => ({ priority, weight: 1, port, name })
const plan = (text: string) => planLocate(parseDestination(text) as SipDestination)

test.each([
  ['192.0.2.1', { host: '192.0.2.1', port: 5060, transport: 'udp' }],
  ['192.0.2.1:5070;transport=tcp', { host: '192.0.2.1', port: 5070, transport: 'tcp' }],
  ['192.0.2.1;transport=tls', { host: '192.0.2.1', port: 5061, transport: 'tls' }],
  ['[2001:db8::1]', { host: '2001:db8::1', port: 5060, transport: 'udp' }],
  ['example.com:5070', { host: 'example.com', port: 5070, transport: 'udp' }],
  ['example.com:5061;transport=tls', { host: 'example.com', port: 5061, transport: 'tls' }],
])('%s needs neither NAPTR nor SRV', (text, target) => {
  expect(plan(text)).toEqual({ ask: 'nothing', target })
})

test('a transport without a port asks SRV for that transport alone', () => {
  expect(plan('example.com;transport=tls')).toEqual({
    ask: 'srv',
    found: {
      services: [{ name: '_sips._tcp.example.com', transport: 'tls' }],
      fallback: { host: 'example.com', port: 5061, transport: 'tls' },
    },
  })
})

test('a bare domain asks NAPTR', () => {
  expect(plan('example.com')).toEqual({ ask: 'naptr', name: 'example.com' })
})

test('NAPTR records are taken by order, then preference; what is not SIP over a transport of ours is skipped', () => {
  const { services, fallback } = servicesFrom('example.com', [
    naptr(50, 50, 'SIP+D2U', '_sip._udp.example.com'),
    naptr(10, 90, 'SIP+D2T', '_sip._tcp.other.example'),
    naptr(10, 20, 'sips+d2t', '_sips._tcp.example.com', 'S'),
    naptr(1, 1, 'SIP+D2S', '_sip._sctp.example.com'),
    naptr(1, 2, 'E2U+sip', 'x.example.com', 'u'),
    naptr(1, 3, 'SIP+D2T', '', 's'),
  ])
  expect(services).toEqual([
    { name: '_sips._tcp.example.com', transport: 'tls' },
    { name: '_sip._tcp.other.example', transport: 'tcp' },
    { name: '_sip._udp.example.com', transport: 'udp' },
  ])
  expect(fallback).toEqual({ host: 'example.com', port: 5061, transport: 'tls' })
})

test('without NAPTR records the services are TLS, TCP, UDP in this order', () => {
  const { services } = servicesFrom('example.com', [])
  expect(services.map((service) => service.name)).toEqual([
    '_sips._tcp.example.com',
    '_sip._tcp.example.com',
    '_sip._udp.example.com',
  ])
})

test('the servers of the better service come first', () => {
  const found = servicesFrom('example.com', [])
  const targets = targetsFrom(
    found,
    [[], [srv('b.example.com', 5070, 2), srv('a.example.com', 5060, 1)], [srv('u.example.com')]],
    () => 0,
  )
  expect(targets).toEqual([
    { host: 'a.example.com', port: 5060, transport: 'tcp' },
    { host: 'b.example.com', port: 5070, transport: 'tcp' },
    { host: 'u.example.com', port: 5060, transport: 'udp' },
  ])
})

test('without SRV records the domain itself is the server, over UDP', () => {
  expect(targetsFrom(servicesFrom('example.com', []), [[], [], []], () => 0)).toEqual([
    { host: 'example.com', port: 5060, transport: 'udp' },
  ])
})

test('a domain that says it has no SIP service is not asked in another way', () => {
  expect(targetsFrom(servicesFrom('example.com', []), [[srv('.')], [srv('.')], [srv('.')]], () => 0)).toEqual([])
})

test('a domain cannot send us through endless lists', () => {
  const found = servicesFrom(
    'example.com',
    Array.from({ length: 100 }, (_, n) => naptr(n, 0, 'SIP+D2U', `s${n}.example.com`)),
  )
  expect(found.services).toHaveLength(8)
  const many = Array.from({ length: 100 }, (_, n) => srv(`h${n}.example.com`))
  expect(
    targetsFrom(
      found,
      found.services.map(() => many),
      () => 0,
    ),
  ).toHaveLength(16)
})
