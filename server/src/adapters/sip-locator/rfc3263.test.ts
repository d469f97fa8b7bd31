import { expect, test } from 'vitest'
import type { Dns, NaptrRecord, SrvRecord } from '../../ports/dns.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { SipRoute } from '../../ports/sip-locator.ts'
import { Rfc3263Locator } from './rfc3263.ts'

/** `"naptr name"` (or srv, addresses) to the records, or to why the look-up fails. What is not there does not exist. */
interface Zone {
  readonly naptr?: Readonly<Record<string, readonly NaptrRecord[] | 'failure'>>
  readonly srv?: Readonly<Record<string, readonly SrvRecord[] | 'failure'>>
  readonly addresses?: Readonly<Record<string, readonly string[] | 'failure'>>
}

function fakeDns(zone: Zone): Dns & { readonly asked: string[] } {
  const asked: string[] = []
  async function ask<Found>(type: string, records: Readonly<Record<string, readonly Found[] | 'failure'>> = {}, name: string) {
    asked.push(`${type} ${name}`)
    const answer = records[name] ?? []
    if (answer === 'failure') throw new Refusal('dns', `${type} ${name}: ESERVFAIL`)
    return [...answer]
  }
  return {
    asked,
    naptr: (name) => ask('naptr', zone.naptr, name),
    srv: (name) => ask('srv', zone.srv, name),
    addresses: (name) => ask('addresses', zone.addresses, name),
  }
}

function locator(zone: Zone, outboundProxy: SipRoute | null = null) {
  const dns = fakeDns(zone)
  return { dns, locator: new Rfc3263Locator(outboundProxy, dns, { id: () => '0'.repeat(32) }) }
}

const srv = (name: string, port = 5060): SrvRecord => ({ priority: 1, weight: 1, port, name })

test('the outbound proxy wins, and nothing is looked up', async () => {
  for (const host of ['192.0.2.9', '2001:db8::9', 'proxy.example.com']) {
    const proxy: SipRoute = { host, port: 5070, transport: 'tcp' }
    const { locator: it, dns } = locator({}, proxy)
    expect(await it.locate('example.com')).toEqual([proxy])
    expect(dns.asked).toEqual([])
  }
})

test('numeric hosts are not looked up', async () => {
  const { locator: it, dns } = locator({})
  expect(await it.locate('192.0.2.1:5080;transport=tcp')).toEqual([{ host: '192.0.2.1', port: 5080, transport: 'tcp' }])
  expect(await it.locate('[2001:db8::1]')).toEqual([{ host: '2001:db8::1', port: 5060, transport: 'udp' }])
  expect(dns.asked).toEqual([])
})

test('NAPTR leads to SRV, SRV to addresses of both kinds', async () => {
  const { locator: it, dns } = locator({
    naptr: {
      'example.com': [{ order: 1, preference: 1, flags: 's', service: 'SIPS+D2T', replacement: '_sips._tcp.hoster.example' }],
    },
    srv: { '_sips._tcp.hoster.example': [srv('a.hoster.example', 5071)] },
    addresses: { 'a.hoster.example': ['192.0.2.1', '2001:db8::1'] },
  })
  expect(await it.locate('example.com')).toEqual([
    { host: '192.0.2.1', port: 5071, transport: 'tls' },
    { host: '2001:db8::1', port: 5071, transport: 'tls' },
  ])
  expect(dns.asked).toEqual(['naptr example.com', 'srv _sips._tcp.hoster.example', 'addresses a.hoster.example'])
})

test('without NAPTR the services are tried as TLS, TCP, UDP, and without SRV the domain itself', async () => {
  const { locator: it, dns } = locator({ addresses: { 'example.com': ['192.0.2.1'] } })
  expect(await it.locate('example.com')).toEqual([{ host: '192.0.2.1', port: 5060, transport: 'udp' }])
  expect(dns.asked).toEqual([
    'naptr example.com',
    'srv _sips._tcp.example.com',
    'srv _sip._tcp.example.com',
    'srv _sip._udp.example.com',
    'addresses example.com',
  ])
})

test('a server whose look-up fails does not hide the others', async () => {
  const { locator: it } = locator({
    srv: { '_sips._tcp.example.com': 'failure', '_sip._udp.example.com': [srv('a.example.com'), srv('b.example.com')] },
    addresses: { 'a.example.com': 'failure', 'b.example.com': ['192.0.2.2'] },
  })
  expect(await it.locate('example.com')).toEqual([{ host: '192.0.2.2', port: 5060, transport: 'udp' }])
})

test.each<[string, Zone]>([
  ['naptr example.com: ESERVFAIL', { naptr: { 'example.com': 'failure' } }],
  [
    'srv _sip._tcp.example.com: ESERVFAIL',
    { srv: { '_sip._tcp.example.com': 'failure' }, addresses: { 'example.com': ['192.0.2.1'] } },
  ],
  ['addresses example.com: ESERVFAIL', { addresses: { 'example.com': 'failure' } }],
])('a failure that leaves nothing is told as it was: %s', async (detail, zone) => {
  await expect(locator(zone).locator.locate('example.com')).rejects.toEqual(new Refusal('dns', detail))
})

test.each<[string, string, Zone]>([
  ['example.com', 'no host of its has an address', {}],
  ['example.com', 'it says that it has none', { srv: { '_sip._udp.example.com': [srv('.')] } }],
  ['exa mple', 'it is no host name', {}],
])('no SIP server is found for %s: %s', async (domain, why, zone) => {
  const refusal = new Refusal('dns', `no SIP server found for ${domain}: ${why}`)
  await expect(locator(zone).locator.locate(domain)).rejects.toEqual(refusal)
})
