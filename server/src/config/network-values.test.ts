import fc from 'fast-check'
import { expect, test } from 'vitest'
import { address, hostName, listeningPort, network, networkList, peers, portRange, sipProxy } from './network-values.ts'
import type { ValueType } from './values.ts'

/** The value, or undefined where there is a problem. */
function read<T>(type: ValueType<T>, given: string): T | undefined {
  const parsed = type.parse(given, '/')
  return 'problem' in parsed ? undefined : parsed.value
}

test('a listening port may be closed', () => {
  expect([read(listeningPort, '5060'), read(listeningPort, '0')]).toEqual([5060, 0])
  for (const word of ['', 'None', 'off', 'False']) expect(read(listeningPort, word)).toBeNull()
  for (const wrong of ['99999', '-1', '506O']) expect(read(listeningPort, wrong)).toBeUndefined()
})

test('a host name is not a broken address', () => {
  expect(read(hostName, 'Proxy.Example.COM.')).toBe('proxy.example.com')
  for (const wrong of ['10.0.0', '300.1.1.1', '-a.example', 'a..b', 'a b', '', `${'a'.repeat(64)}.example`])
    expect(read(hostName, wrong)).toBeUndefined()
})

test('an address has a host and perhaps a port', () => {
  const type = address(20888)
  expect(read(type, '127.0.0.1')).toEqual({ host: '127.0.0.1', port: 20888 })
  expect(read(type, 'localhost:1')).toEqual({ host: 'localhost', port: 1 })
  expect(read(type, '::1')).toEqual({ host: '::1', port: 20888 })
  expect(read(type, '[::1]:80')).toEqual({ host: '::1', port: 80 })
  for (const wrong of ['', ':80', 'a:b', 'a:70000', '[::1', '[x]:1', '::1]:80', 'a:1:2'])
    expect(read(type, wrong)).toBeUndefined()
})

test('a SIP proxy is UDP unless it says otherwise, and its port is the one of its transport', () => {
  expect(read(sipProxy, 'sip.example.com')).toEqual({ host: 'sip.example.com', port: 5060, transport: 'udp' })
  expect(read(sipProxy, '192.0.2.1:5080;transport=TCP')).toEqual({ host: '192.0.2.1', port: 5080, transport: 'tcp' })
  expect(read(sipProxy, '[2001:db8::1];transport=tls')).toEqual({ host: '2001:db8::1', port: 5061, transport: 'tls' })
  for (const wrong of ['a;transport=sctp', 'a;lr', 'a;transport=udp;transport=tcp', ';transport=udp', 'sip:a'])
    expect(read(sipProxy, wrong)).toBeUndefined()
})

test('a network is an address or a range, of IPv4 or IPv6', () => {
  expect(read(network, '10.0.0.0/8')).toEqual({ address: '10.0.0.0', prefix: 8 })
  expect(read(network, '192.0.2.1')).toEqual({ address: '192.0.2.1', prefix: 32 })
  expect(read(network, '2001:db8::/32')).toEqual({ address: '2001:db8::', prefix: 32 })
  for (const wrong of ['10.0.0.0/33', '::/129', '10.0.0.0/', '10/8', '1.2.3.4/8/8', 'example.com'])
    expect(read(network, wrong)).toBeUndefined()
})

test('peers are everybody, nobody, or those on the list', () => {
  expect(read(peers, 'any')).toBe('any')
  expect(read(peers, 'none')).toEqual({ networks: [], hosts: [] })
  expect(read(peers, '10.0.0.0/8, ::1, proxy.example.com')).toEqual({
    networks: [
      { address: '10.0.0.0', prefix: 8 },
      { address: '::1', prefix: 128 },
    ],
    hosts: ['proxy.example.com'],
  })
})

test('a slip in a list of peers never lets everybody in', () => {
  expect(peers.parse('10.0.0.0/88, a b', '')).toEqual({
    value: { networks: [], hosts: [] },
    remark: '"10.0.0.0/88" has a prefix that is not from 0 to 32; "a b" is not a host name',
  })
})

test('a port range has even ends from 1024 in the right order', () => {
  expect(read(portRange, '50000:50500')).toEqual({ first: 50000, last: 50500 })
  for (const wrong of ['50500:50000', '1000:2000', '50001:50500', '50000', '50000:65538', 'a:b', '50000:50100:50200'])
    expect(read(portRange, wrong)).toBeUndefined()
})

test('what is shown is read as the same value', () => {
  const kinds: readonly ValueType<unknown>[] = [
    listeningPort,
    hostName,
    address(5060),
    sipProxy,
    network,
    networkList,
    peers,
    portRange,
  ]
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain())
  const port = fc.integer({ min: 1024, max: 65535 })
  const given = fc.oneof(
    fc.string(),
    host,
    port.map(String),
    fc.tuple(host, port).map(([name, number]) => `${name}:${number}`),
    fc.tuple(fc.ipV6(), port).map(([name, number]) => `[${name}]:${number};transport=tls`),
    fc.tuple(port, port).map(([first, last]) => `${first}:${last}`),
    fc
      .array(
        fc.oneof(
          fc.ipV4Extended(),
          fc.domain(),
          fc.tuple(fc.ipV6(), fc.nat(128)).map((parts) => parts.join('/')),
        ),
      )
      .map(String),
  )
  fc.assert(
    fc.property(fc.constantFrom(...kinds), given, (kind, text) => {
      const value = read(kind, text)
      if (value !== undefined) expect(read(kind, kind.show(value))).toEqual(value)
    }),
    { numRuns: 1000 },
  )
})
