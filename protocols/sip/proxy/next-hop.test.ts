import { expect, test } from 'vitest'
import { destinationOf } from './next-hop.ts'

test('host, port and transport are those of the URI', () => {
  expect(destinationOf('sip:bob@pc.example')).toEqual({ host: 'pc.example', port: null, transport: null })
  expect(destinationOf('sip:bob@PC.example:5070;transport=TCP')).toEqual({ host: 'pc.example', port: 5070, transport: 'tcp' })
  expect(destinationOf('sip:[2001:db8::1];lr')).toEqual({ host: '2001:db8::1', port: null, transport: null })
})

test('RFC 3261 §26.2.2: SIPS goes over TLS, whatever its transport is', () => {
  expect(destinationOf('sips:bob@pc.example;transport=tcp')).toEqual({ host: 'pc.example', port: null, transport: 'tls' })
})

test('RFC 3263 §4: a maddr that is an address is where it goes', () => {
  expect(destinationOf('sip:bob@pc.example;maddr=192.0.2.9')?.host).toBe('192.0.2.9')
  expect(destinationOf('sip:bob@pc.example;maddr=elsewhere')?.host).toBe('pc.example')
})

test('what we cannot send to has no destination', () => {
  for (const uri of ['tel:+123', 'mailto:a@b', 'sip:bob@pc.example;transport=ws', 'bob']) expect(destinationOf(uri)).toBeNull()
})
