import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { stamp, wayBack } from './way-back.ts'

const SOURCE = { transport: 'udp', address: '192.0.2.9', port: 40_000 } as const

function request(via: string): SipRequest {
  return { kind: 'request', method: 'OPTIONS', uri: 'sip:a.test', headers: [{ name: 'Via', value: via }], body: new Uint8Array() }
}

test('a client that asks for rport is answered to the port it sent from', () => {
  const stamped = stamp(request('SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa;rport, SIP/2.0/UDP b.test'), SOURCE)
  expect(fieldOf(stamped, 'Via')).toBe(
    'SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa;rport=40000;received=192.0.2.9, SIP/2.0/UDP b.test',
  )
  expect(wayBack(stamped, SOURCE)).toEqual({ address: '192.0.2.9', port: 40_000 })
})

test('one that does not is answered to the port it says, at the address it has', () => {
  expect(wayBack(stamp(request('SIP/2.0/UDP phone.test:5070;branch=z9hG4bKa'), SOURCE), SOURCE)).toEqual({
    address: '192.0.2.9',
    port: 5070,
  })
  expect(wayBack(stamp(request('SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa'), SOURCE), SOURCE)).toEqual({
    address: '192.0.2.9',
    port: 5060,
  })
})

test('nobody points our answers at a third', () => {
  const stamped = stamp(request('SIP/2.0/UDP 192.0.2.9;maddr=198.51.100.1;received=198.51.100.2;branch=z9hG4bKa'), SOURCE)
  expect(wayBack(stamped, SOURCE)).toEqual({ address: '192.0.2.9', port: 5060 })
})

test('what has no Via that can be read is answered to where it came from', () => {
  const broken = request('nonsense')
  expect(stamp(broken, SOURCE)).toBe(broken)
  expect(wayBack(broken, SOURCE)).toEqual({ address: '192.0.2.9', port: 40_000 })
})
