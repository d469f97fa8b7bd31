import { expect, test } from 'vitest'
import { parseUri } from '../uri.ts'
import { type RegisterWay, wayBackTo } from './contact-flow.ts'

const udp = { transport: 'udp', address: '198.51.100.7', port: 40_000 } as const
const tcp = { ...udp, transport: 'tcp' } as const
const direct: RegisterWay = { direct: true, path: [] }

function wayOf(contact: string, source: typeof udp | typeof tcp = udp, way = direct) {
  const uri = parseUri(contact)
  if (uri?.kind !== 'sip') throw new Error('no SIP URI')
  return wayBackTo(uri, source, way)
}

test('a device behind a NAT is reached where its REGISTER came from', () => {
  expect(wayOf('sip:bob@10.0.0.9:5060')).toEqual(udp)
})

test('a device that has the address it names is reached there, even if it sends from another port than it listens on', () => {
  expect(wayOf('sip:bob@198.51.100.7:40000')).toBeNull()
  expect(wayOf('sip:bob@198.51.100.7')).toBeNull()
  expect(wayOf('sip:bob@198.51.100.7;transport=tcp')).toBeNull()
})

test('a name is where DNS says, but for the one that nobody can have', () => {
  expect(wayOf('sip:bob@desk.example')).toBeNull()
  expect(wayOf('sip:bob@df7jal23ls0d.invalid')).toEqual(udp)
})

test('a connection is the way back, whatever the contact says', () => {
  expect(wayOf('sip:bob@198.51.100.7:5060;transport=tcp', tcp)).toEqual(tcp)
})

test('through a proxy, its Path or the contact is the way', () => {
  expect(wayOf('sip:bob@10.0.0.9', udp, { direct: false, path: [] })).toBeNull()
  expect(wayOf('sip:bob@10.0.0.9', tcp, { direct: true, path: ['<sip:edge.example;lr>'] })).toBeNull()
})
