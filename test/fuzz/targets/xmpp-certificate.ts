import { isNameOf } from '@weft/protocols/xmpp/certificate-match'
import { readCertificateNames } from '@weft/protocols/xmpp/certificate-names'

/** With every kind of name that is read. */
const CERTIFICATE =
  'MIICADCCAaWgAwIBAgIUJY2MAWO38jMAXM7LgicU/63CMMQwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjIxODI3MTVaFw0yNjEyMjIxODI3MTVaMAwxCjAIBgNVBAMM' +
  'AWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATYDcrDhr8YngJ8GFvUv567emsbw5JC+enCc9CWTgg2Nwhcf+dKegu12HjLiNVHx3tG1YV6OV1cD7IoCBp7Eywxo4HkMIHhMB0GA1Ud' +
  'DgQWBBQbrtrZgZu8H5DR7hCiCyB+4vSE7TAfBgNVHSMEGDAWgBQbrtrZgZu8H5DR7hCiCyB+4vSE7TAPBgNVHRMBAf8EBTADAQH/MIGNBgNVHREEgYUwgYKCCUEuZXhhbXBsZYILKi5i' +
  'LmV4YW1wbGWCBSouY29toCQGCCsGAQUFBwgHoBgWFl94bXBwLXNlcnZlci5jLmV4YW1wbGWgHQYIKwYBBQUHCAegERYPX2ltYXAuZS5leGFtcGxloBcGCCsGAQUFBwgFoAsMCWQuZXhh' +
  'bXBsZYEDeEB5MAoGCCqGSM49BAMCA0kAMEYCIQD1GF0PjJEk0XTx37Wh+1t5g16JVB9Cj8Q9ngT6SF/LaQIhAPf1Idz2cmxCKyzy3b4J05rrKQ/nI9O37are7mhi+XiZ'

export const target = {
  name: 'xmpp-certificate',
  seeds: [new Uint8Array(Buffer.from(CERTIFICATE, 'base64'))],

  /** Throws when reading throws, or when names come of less than they are long. */
  run(input: Uint8Array): void {
    const names = readCertificateNames(input)
    const size = [...names.dns, ...names.srv, ...names.xmpp].reduce((sum, name) => sum + name.length, 0)
    if (size > input.length) throw new Error('more names than bytes')
    isNameOf(names, 'a.example')
  },
}
