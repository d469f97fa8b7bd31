import { expect, test } from 'vitest'
import { TrustedPeers } from './trusted-peers.ts'

const network = (address: string, prefix: number) => ({ address, prefix })
const none = new TrustedPeers({ networks: [], hosts: [] })

test('[F5] who is in no trusted network is not trusted, and told why', () => {
  const peers = new TrustedPeers({ networks: [network('10.0.0.0', 8)], hosts: [] })
  expect(peers.judge('10.200.3.4')).toEqual({ trusted: true, why: 'network' })
  expect(peers.judge('127.0.0.1')).toEqual({ trusted: false, why: 'in no trusted network, and no trusted host' })
})

test('[F6] none trusts nobody, any trusts everybody', () => {
  for (const address of ['127.0.0.1', '203.0.113.9', '2001:db8::1']) {
    expect(none.judge(address).trusted).toBe(false)
    expect(new TrustedPeers('any').judge(address).trusted).toBe(true)
  }
})

test('[F16] IPv6 sources and ranges work, and IPv4 in IPv6 is IPv4', () => {
  const peers = new TrustedPeers({ networks: [network('2001:db8::', 32), network('192.0.2.7', 32)], hosts: [] })
  expect(peers.judge('2001:db8:1::5').trusted).toBe(true)
  expect(peers.judge('2001:db9::5').trusted).toBe(false)
  expect(peers.judge('::ffff:192.0.2.7').trusted).toBe(true)
  expect(peers.judge('::ffff:192.0.2.8').trusted).toBe(false)
  expect(peers.judge('no address').trusted).toBe(false)
})

test('a host is trusted at the addresses it has now', () => {
  const peers = new TrustedPeers({ networks: [], hosts: ['proxy.test'] })
  expect(peers.hosts).toEqual(['proxy.test'])
  expect(peers.judge('192.0.2.1').trusted).toBe(false)
  peers.learn('proxy.test', ['192.0.2.1', '2001:db8::1'])
  expect(peers.judge('192.0.2.1')).toEqual({ trusted: true, why: 'proxy.test' })
  peers.learn('proxy.test', ['192.0.2.2'])
  expect(peers.judge('192.0.2.1').trusted).toBe(false)
})

test('with any, headers count from home and from the outbound proxy only', () => {
  const peers = new TrustedPeers('any')
  for (const address of ['127.0.0.1', '10.1.2.3', '172.20.0.1', '192.168.1.1', '::1', 'fd00::1', 'fe80::1'])
    expect(peers.judgeHeaders(address, none).trusted).toBe(true)
  expect(peers.judgeHeaders('203.0.113.9', none).trusted).toBe(false)
  const proxy = new TrustedPeers({ networks: [network('203.0.113.9', 32)], hosts: [] })
  expect(peers.judgeHeaders('203.0.113.9', proxy)).toEqual({ trusted: true, why: 'network' })
  expect(none.judgeHeaders('203.0.113.9', proxy).trusted).toBe(false)
})

test('a list names whom it covers, and everybody is nobody in particular', () => {
  const list = new TrustedPeers({ networks: [{ address: '192.0.2.0', prefix: 24 }], hosts: [] })
  expect(list.names('192.0.2.7')).toBe(true)
  expect(list.names('198.51.100.7')).toBe(false)
  expect(new TrustedPeers('any').names('192.0.2.7')).toBe(false)
})
