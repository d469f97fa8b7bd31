import type { TLSSocket } from 'node:tls'
import { isNameOf } from '@weft/protocols/xmpp/certificate-match'
import { readCertificateNames } from '@weft/protocols/xmpp/certificate-names'
import type { PeerIdentity } from '@weft/protocols/xmpp/incoming-stream'

/** Certificate and key in PEM, the chain behind the certificate, as Node takes them. */
export interface XmppIdentity {
  readonly cert: string
  readonly key: string
}

/**
 * Whether the other side's certificate verifies for a domain: an authority that we know vouches for it now (RFC 7590 §3.4), and the domain is among its names. A
 * certificate that is only for servers does not count of who connects to us, since OpenSSL then checks no further; such a peer proves itself by dialback.
 */
export function identityOf(socket: TLSSocket): PeerIdentity {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined
  if (!certificate) return () => false
  const names = readCertificateNames(certificate.raw)
  return (domain) => isNameOf(names, domain)
}

/** Why it does not count, for a log; null where it does. */
export function doubtOf(socket: TLSSocket): string | null {
  if (socket.authorized) return null
  const error: unknown = socket.authorizationError
  return error instanceof Error ? error.message : String(error)
}
