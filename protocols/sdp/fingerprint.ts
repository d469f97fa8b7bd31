// Fingerprints of certificates (RFC 8122): what an endpoint says of the one that it shows in TLS.

export interface Fingerprint {
  /** Lower case: `sha-256`. */
  readonly hash: string
  /** Pairs of upper-case hex digits with colons between them. */
  readonly value: string
}

/** `digestOf` a certificate in DER: pairs of hex digits with colons between them. */
export type CertificateDigest = (hash: 'sha-512' | 'sha-384' | 'sha-256' | 'sha-224' | 'sha-1') => string

export type CertificateVerdict =
  /** `none-given`: nothing was said, so that nobody can tell. */
  | { readonly accept: true; readonly why: 'matches' | 'none-given' }
  /** `unknown-hash`: by none that we know, or that is good for anything. */
  | { readonly accept: false; readonly reason: 'differs' | 'unknown-hash' }

/** The best first (RFC 8122 §5.1). MD5 and MD2 must not be used (§5). */
const HASHES = ['sha-512', 'sha-384', 'sha-256', 'sha-224', 'sha-1'] as const
const FINGERPRINT = /^([\w-]{1,32}) +([0-9a-f]{2}(?::[0-9a-f]{2}){0,127}) *$/i

/** The value of the attribute; null where it is none. */
export function parseFingerprint(text: string): Fingerprint | null {
  const [whole, hash = '', value = ''] = FINGERPRINT.exec(text) ?? []
  return whole === undefined ? null : { hash: hash.toLowerCase(), value: value.toUpperCase() }
}

/** The value of the attribute. */
export function printFingerprint({ hash, value }: Fingerprint): string {
  return `${hash} ${value}`
}

/** Whether a certificate is one of those that were announced: by the best hash that we know, one of its fingerprints must be that of the certificate (§5.1). */
export function judgeCertificate(given: readonly Fingerprint[], digestOf: CertificateDigest): CertificateVerdict {
  if (given.length === 0) return { accept: true, why: 'none-given' }
  const best = HASHES.find((name) => given.some(({ hash }) => hash === name))
  if (best === undefined) return { accept: false, reason: 'unknown-hash' }
  const digest = digestOf(best).toUpperCase()
  const matches = given.some(({ hash, value }) => hash === best && value === digest)
  return matches ? { accept: true, why: 'matches' } : { accept: false, reason: 'differs' }
}
