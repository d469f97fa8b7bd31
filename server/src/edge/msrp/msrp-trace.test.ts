import { expect, test } from 'vitest'
import { MsrpTrace } from './msrp-trace.ts'

const ends = { transport: 'tls', local: '[::1]:2856', remote: '192.0.2.1:7' } as const

test('chunks are counted, bodies and credentials are not shown', () => {
  const entries: string[] = []
  const trace = new MsrpTrace((entry) => entries.push(entry))
  const bytes = (text: string) => Buffer.from(text)
  const head = bytes('MSRP abcd SEND\r\nWWW-Authenticate: Digest\r\nauthorization : Digest secret\r\nX-Authorization: b\r\n\r\n')
  trace.chunk('INCOMING', ends, { head, size: 5, end: bytes('\r\n-------abcd$\r\n') })
  trace.chunk('OUTGOING', ends, { head: bytes('MSRP abcd 200\r\n'), size: 0, end: bytes('-------abcd$\r\n') })
  expect(entries).toEqual([
    'Chunk 1 INCOMING TLS 192.0.2.1:7 -> [::1]:2856\nMSRP abcd SEND\r\nWWW-Authenticate: (hidden)\r\nauthorization : (hidden)\r\nX-Authorization: b\r\n\r\n(5 bytes)\r\n-------abcd$\r\n',
    'Chunk 2 OUTGOING TLS [::1]:2856 -> 192.0.2.1:7\nMSRP abcd 200\r\n-------abcd$\r\n',
  ])
})
