import type { Config } from '../config/config.ts'
import { readTlsIdentity } from '../edge/http/certificate.ts'
import type { TlsIdentity } from '../edge/http/server.ts'
import { ClientAddress } from '../edge/websocket/client-address.ts'
import { OriginPolicy } from '../edge/websocket/origin.ts'

/** What may change while the server runs. */
export interface Policy {
  readonly origins: OriginPolicy
  /** In lower case; `*` for all. */
  readonly sipDomains: ReadonlySet<string>
  readonly addresses: ClientAddress
}

export function policyOf(config: Config): Policy {
  return {
    origins: new OriginPolicy(config.gateway.webOrigins),
    sipDomains: new Set(config.gateway.sipDomains.map((domain) => domain.toLowerCase())),
    addresses: new ClientAddress(config.trust.proxies),
  }
}

/** Null for plain HTTP. Throws where the certificate cannot be used. */
export function tlsOf({ webServer: { certificate, certificateChain } }: Config): TlsIdentity | null {
  return certificate === null ? null : readTlsIdentity(certificate, certificateChain)
}
