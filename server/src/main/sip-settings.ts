import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { systemClock } from '../adapters/clock/system.ts'
import type { DnsResolver } from '../adapters/dns/resolver.ts'
import type { Config } from '../config/config.ts'
import { readTlsIdentity } from '../edge/http/certificate.ts'
import type { TlsIdentity } from '../edge/http/server.ts'
import { PeerHosts } from '../edge/sip/gate/peer-hosts.ts'
import type { GateSettings } from '../edge/sip/gate/request-gate.ts'
import { TrustedPeers } from '../edge/sip/gate/trusted-peers.ts'
import type { Log } from '../ports/log.ts'

/** Who may send us SIP requests, and what becomes of them. Outbound proxies are believed, by address or by name. */
export function gateOf({ server, sip, gateway, trust }: Config): GateSettings {
  const proxies = [sip.outboundProxy, gateway.outboundSipProxy].flatMap((proxy) => proxy?.host ?? [])
  const addresses = proxies.filter((proxy) => isIP(proxy) !== 0)
  const networks = addresses.map((address) => ({ address, prefix: isIP(address) === 4 ? 32 : 128 }))
  const hosts = proxies.filter((proxy) => isIP(proxy) === 0)
  return {
    trustedPeers: new TrustedPeers(sip.trustedPeers),
    appHeaderPeers: new TrustedPeers(trust.appHeaderPeers),
    outboundProxy: new TrustedPeers({ networks, hosts }),
    applicationMap: server.applicationMap,
    defaultApplication: server.defaultApplication,
  }
}

/** Looks up the hosts that these settings name, again and again. */
export function peerHostsOf(
  { trustedPeers, appHeaderPeers, outboundProxy }: GateSettings,
  dns: DnsResolver,
  log: Log,
): PeerHosts {
  return new PeerHosts([trustedPeers, appHeaderPeers, outboundProxy], dns, systemClock, log)
}

/** Without a certificate that can be used there is no SIP over TLS, but the server runs. */
export function sipIdentityOf({ server, sip }: Config, log: Log): TlsIdentity | null {
  if (sip.localTlsPort === null) return null
  try {
    return readTlsIdentity(server.certificate, null)
  } catch (error) {
    log.warn('no SIP over TLS', { error: error instanceof Error ? error.message : String(error) })
    return null
  }
}

/** Who vouches for servers that we connect to; null for those that Node knows. */
export function sipAuthoritiesOf({ server }: Config, log: Log): string | null {
  if (!server.verifyServer) return null
  try {
    return readFileSync(server.caFile, 'utf8')
  } catch (error) {
    log.warn('ca_file cannot be read', { error: String(error) })
    return null
  }
}
