import { expect, test } from 'vitest'
import { SipTrace } from './sip-trace.ts'

const LOCAL = { address: '2001:db8::1', port: 5060 }
const REMOTE = { transport: 'udp', address: '192.0.2.1', port: 5070 } as const

test('a packet is shown whole, with its way and its number, credentials hidden', () => {
  const entries: string[] = []
  const trace = new SipTrace((entry) => entries.push(entry))
  const lines = [
    'REGISTER sip:x.test SIP/2.0',
    'Proxy-Authorization: Digest username="a",',
    '  response="secret"',
    'authorization : Digest response="secret"',
    'To: <sip:a@x.test>',
    '',
    'Authorization: a body says what it likes',
  ]
  trace.packet('INCOMING', new TextEncoder().encode(lines.join('\r\n')), REMOTE, LOCAL)
  trace.packet('OUTGOING', new TextEncoder().encode('SIP/2.0 200 OK\r\n\r\n'), REMOTE, null)
  const shown = [
    'REGISTER sip:x.test SIP/2.0',
    'Proxy-Authorization: (hidden)',
    'authorization : (hidden)',
    'To: <sip:a@x.test>',
    '',
    'Authorization: a body says what it likes',
  ]
  expect(entries).toEqual([
    `Packet 1 INCOMING UDP 192.0.2.1:5070 -> [2001:db8::1]:5060\n${shown.join('\r\n')}\n`,
    'Packet 2 OUTGOING UDP - -> 192.0.2.1:5070\nSIP/2.0 200 OK\r\n\r\n\n',
  ])
})
