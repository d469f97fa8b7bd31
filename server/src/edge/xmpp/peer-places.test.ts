import { expect, test } from 'vitest'
import type { SrvRecord } from '../../ports/dns.ts'
import { findPlaces, type PeerPlace } from './peer-places.ts'

const record = (priority: number, name: string, port = 5269): SrvRecord => ({ priority, weight: 0, port, name })

function find(
  domain: string,
  srv: Readonly<Record<string, readonly SrvRecord[]>>,
  overrides: readonly [string, PeerPlace][] = [],
) {
  const dns = { naptr: async () => [], srv: async (name: string) => [...(srv[name] ?? [])], addresses: async () => [] }
  return findPlaces(domain, { dns, overrides: new Map(overrides), chance: () => 0 })
}

test('places of both kinds are one list, by their priority', async () => {
  const places = await find('a.example', {
    '_xmpp-server._tcp.a.example': [record(10, 'one.example'), record(30, 'three.example')],
    '_xmpps-server._tcp.a.example': [record(20, 'two.example', 5270)],
  })
  expect(places).toEqual([
    { host: 'one.example', port: 5269, isDirectTls: false },
    { host: 'two.example', port: 5270, isDirectTls: true },
    { host: 'three.example', port: 5269, isDirectTls: false },
  ])
})

test('a domain without records is its own server, under its name in DNS', async () => {
  expect(await find('m\u00fcnchen.example', {})).toEqual([{ host: 'xn--mnchen-3ya.example', port: 5269, isDirectTls: false }])
})

test('a domain that says it has no such service has no server', async () => {
  expect(await find('a.example', { '_xmpp-server._tcp.a.example': [record(0, '.')] })).toEqual([])
})

test('what the operator says counts before DNS', async () => {
  const place = { host: '192.0.2.1', port: 1, isDirectTls: true }
  expect(await find('a.example', { '_xmpp-server._tcp.a.example': [record(0, 'b')] }, [['a.example', place]])).toEqual([place])
})
