import { expect, test } from 'vitest'
import { OwnAddresses } from './own-addresses.ts'

const LOCAL = ['127.0.0.1', '192.0.2.7', '2001:db8::7']
const those = (own: OwnAddresses, hosts: readonly string[]) => hosts.filter((host) => own.has(host))

test('a server that listens at one address is at that one, and at the one that others know', () => {
  const own = new OwnAddresses({ address: '192.0.2.7', host: '198.51.100.1' }, LOCAL)
  expect(those(own, ['192.0.2.7', '198.51.100.1', '127.0.0.1', '2001:db8::7', '192.0.2.8'])).toEqual([
    '192.0.2.7',
    '198.51.100.1',
  ])
})

test('a server that listens at any address is at each of the machine’s, and at all of loopback', () => {
  for (const address of ['0.0.0.0', '::']) {
    const own = new OwnAddresses({ address, host: 'Sip.Example' }, LOCAL)
    const here = ['127.0.0.1', '127.8.9.1', '::1', '192.0.2.7', '2001:db8::7', 'sip.example', 'SIP.example']
    expect(those(own, [...here, '192.0.2.8', '2001:db8::8', 'example'])).toEqual(here)
  }
})

test('however an address is written, it is the same one', () => {
  const own = new OwnAddresses({ address: '0.0.0.0', host: '192.0.2.7' }, LOCAL)
  const here = ['::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:7f00:1', '2001:DB8:0::0:7', '2001:db8::7%eth0']
  expect(those(own, here)).toEqual(here)
})

test('the address that is none leads to this machine', () => {
  const own = new OwnAddresses({ address: '127.0.0.1', host: '127.0.0.1' }, LOCAL)
  expect(those(own, ['0.0.0.0', '::', '::ffff:0.0.0.0'])).toHaveLength(3)
})

test('the interfaces of this machine are looked at', () => {
  expect(OwnAddresses.of({ address: '0.0.0.0', host: '192.0.2.7' }).has('127.0.0.1')).toBe(true)
  expect(OwnAddresses.of({ address: '127.0.0.1', host: '127.0.0.1' }).has('127.0.0.2')).toBe(false)
})
