import { expect, test } from 'vitest'
import { mayConnectTo } from './reachable.ts'

const HERE = ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1']
const LINK = ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', '::ffff:169.254.1.1']
const NOWHERE = ['0.0.0.0', '0.1.2.3', '::', '224.0.0.1', '255.255.255.255', 'ff02::1', '::ffff:0.0.0.0']

test.each(['0.0.0.0', '::', '192.0.2.1', '10.0.0.1', '2001:db8::1'])(
  'who listens on %s connects to nothing of this machine or link',
  (own) => {
    for (const address of [...HERE, ...LINK, ...NOWHERE]) expect([address, mayConnectTo(address, own)]).toEqual([address, false])
    for (const address of ['192.0.2.9', '10.1.2.3', '192.168.1.1', '2001:db8::2', '::ffff:192.0.2.9'])
      expect([address, mayConnectTo(address, own)]).toEqual([address, true])
  },
)

test('who listens on loopback, or on this link, connects to what is there', () => {
  for (const address of HERE) expect(mayConnectTo(address, '127.0.0.1')).toBe(true)
  for (const address of LINK) expect([mayConnectTo(address, '::1'), mayConnectTo(address, 'fe80::7%eth1')]).toEqual([false, true])
  for (const address of NOWHERE) expect(mayConnectTo(address, '127.0.0.1')).toBe(false)
})
