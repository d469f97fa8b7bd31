import { expect, test } from 'vitest'
import { type CertificateVerdict, judgeCertificate, parseFingerprint, printFingerprint } from './fingerprint.ts'

const DIGESTS = { 'sha-512': '51:20', 'sha-384': '38:40', 'sha-256': '25:60', 'sha-224': '22:40', 'sha-1': '10:0a' }
const given = (...texts: readonly string[]) => texts.flatMap((text) => parseFingerprint(text) ?? [])

test('a fingerprint is read in one spelling and printed in it', () => {
  const read = parseFingerprint('SHA-256 4a:Ad:b9')
  expect(read).toEqual({ hash: 'sha-256', value: '4A:AD:B9' })
  expect(read && printFingerprint(read)).toBe('sha-256 4A:AD:B9')
})

test.each(['', 'sha-256', 'sha-256 ', 'sha-256 4A4B', 'sha-256 4A:', 'sha-256 GG', 'sha-256:4A', `sha-1 ${'4A:'.repeat(128)}4A`])(
  '%j is none',
  (text) => {
    expect(parseFingerprint(text)).toBeNull()
  },
)

test.each<[string[], CertificateVerdict]>([
  [[], { accept: true, why: 'none-given' }],
  [['sha-256 25:60'], { accept: true, why: 'matches' }],
  [['sha-1 10:0A'], { accept: true, why: 'matches' }],
  [['sha-256 00:00', 'sha-256 25:60'], { accept: true, why: 'matches' }],
  [['sha-256 00:00'], { accept: false, reason: 'differs' }],
  [['sha-1 10:0A', 'sha-256 00:00'], { accept: false, reason: 'differs' }],
  [['md5 10:0A'], { accept: false, reason: 'unknown-hash' }],
  [['md5 10:0A', 'sha-256 25:60'], { accept: true, why: 'matches' }],
])('%j: a certificate is judged by the best hash alone (RFC 8122 §5.1)', (texts, verdict) => {
  expect(judgeCertificate(given(...texts), (hash) => DIGESTS[hash])).toEqual(verdict)
})
