import { expect, test } from 'vitest'
import { servedProtocols } from './msrp-transport.ts'

test('[C5] over TLS and TCP there are two protocols, TLS before the other', () => {
  expect(servedProtocols(() => true)).toEqual(['TCP/TLS/MSRP', 'TCP/MSRP'])
  expect(servedProtocols((transport) => transport === 'tls')).toEqual(['TCP/TLS/MSRP'])
  expect(servedProtocols(() => false)).toEqual([])
})
