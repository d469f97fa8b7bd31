import { createHash, X509Certificate } from 'node:crypto'
import { type CertificateDigest, judgeCertificate } from '@weft/protocols/sdp/fingerprint'
import type { MsrpFingerprint } from '../../ports/msrp.ts'

/** Certificate and key in PEM, the chain behind the certificate. */
export interface MsrpIdentity {
  readonly cert: string
  readonly key: string
}

/** What we say of our certificate in SDP. Throws where there is none in it. */
export function fingerprintOf({ cert }: MsrpIdentity): MsrpFingerprint {
  return { hash: 'sha-256', value: digestOf(new X509Certificate(cert))('sha-256') }
}

/** Whether the peer may show that certificate: any will do where nothing was announced, none at all included. */
export function isAnnounced(certificate: X509Certificate | undefined, announced: readonly MsrpFingerprint[]): boolean {
  if (certificate === undefined) return announced.length === 0
  return judgeCertificate(announced, digestOf(certificate)).accept
}

function digestOf({ raw }: X509Certificate): CertificateDigest {
  return (hash) => {
    const hex = createHash(hash.replace('-', '')).update(raw).digest('hex').toUpperCase()
    return hex.match(/../g)?.join(':') ?? ''
  }
}
