import { expect, test } from 'vitest'
import { decodeTransferEncoding } from '../im/transfer-encoding.ts'
import { isNameOf } from './certificate-match.ts'
import { readCertificateNames } from './certificate-names.ts'

/** DNS:A.example, DNS:*.b.example, DNS:*.com, SRVName:_xmpp-server.c.example, SRVName:_imap.e.example, XmppAddr:d.example, email:x@y */
const CERTIFICATE =
  'MIICADCCAaWgAwIBAgIUJY2MAWO38jMAXM7LgicU/63CMMQwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjIxODI3MTVaFw0yNjEyMjIxODI3MTVaMAwxCjAIBgNVBAMM' +
  'AWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATYDcrDhr8YngJ8GFvUv567emsbw5JC+enCc9CWTgg2Nwhcf+dKegu12HjLiNVHx3tG1YV6OV1cD7IoCBp7Eywxo4HkMIHhMB0GA1Ud' +
  'DgQWBBQbrtrZgZu8H5DR7hCiCyB+4vSE7TAfBgNVHSMEGDAWgBQbrtrZgZu8H5DR7hCiCyB+4vSE7TAPBgNVHRMBAf8EBTADAQH/MIGNBgNVHREEgYUwgYKCCUEuZXhhbXBsZYILKi5i' +
  'LmV4YW1wbGWCBSouY29toCQGCCsGAQUFBwgHoBgWFl94bXBwLXNlcnZlci5jLmV4YW1wbGWgHQYIKwYBBQUHCAegERYPX2ltYXAuZS5leGFtcGxloBcGCCsGAQUFBwgFoAsMCWQuZXhh' +
  'bXBsZYEDeEB5MAoGCCqGSM49BAMCA0kAMEYCIQD1GF0PjJEk0XTx37Wh+1t5g16JVB9Cj8Q9ngT6SF/LaQIhAPf1Idz2cmxCKyzy3b4J05rrKQ/nI9O37are7mhi+XiZ'

const der = decodeTransferEncoding('base64', new TextEncoder().encode(CERTIFICATE)) ?? new Uint8Array(0)

test('the names of a certificate that XMPP looks at', () => {
  expect(readCertificateNames(der)).toEqual({
    dns: ['a.example', '*.b.example', '*.com'],
    srv: ['_xmpp-server.c.example', '_imap.e.example'],
    xmpp: ['d.example'],
  })
})

test.each(['a.example', 'x.b.example', 'c.example', 'd.example'])('it is that of %s', (domain) => {
  expect(isNameOf(readCertificateNames(der), domain)).toBe(true)
})

test.each(['b.example', 'x.y.b.example', 'e.example', 'x.a.example', 'b.com', 'example'])('it is not that of %s', (domain) => {
  expect(isNameOf(readCertificateNames(der), domain)).toBe(false)
})

test('a name with other letters is that of its A-labels', () => {
  expect(isNameOf({ dns: ['xn--mnchen-3ya.example'], srv: [], xmpp: [] }, 'm\u00fcnchen.example')).toBe(true)
})

test('what is no certificate, or only a piece of one, has no names', () => {
  for (let size = 0; size < der.length - 120; size++) {
    const { dns } = readCertificateNames(der.subarray(0, size))
    expect(dns).toEqual([])
  }
  expect(readCertificateNames(new Uint8Array(70_000)).dns).toEqual([])
})
