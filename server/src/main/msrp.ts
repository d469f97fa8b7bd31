import type { TraceFile } from '../adapters/trace/trace-file.ts'
import type { Config } from '../config/config.ts'
import { readTlsIdentity } from '../edge/http/certificate.ts'
import type { MsrpIdentity } from '../edge/msrp/certificate.ts'
import { MsrpEdge, type MsrpEdgeNeeds } from '../edge/msrp/msrp-edge.ts'
import { MsrpTrace } from '../edge/msrp/msrp-trace.ts'
import type { Log } from '../ports/log.ts'
import { sipAuthoritiesOf } from './sip-settings.ts'

/** MSRP as configured; `trace` is msrp_trace.log where that is wanted. */
export function msrpOf(config: Config, needs: Omit<MsrpEdgeNeeds, 'trace'>, trace: TraceFile | null): MsrpEdge {
  const { useTls, tcpPort, tlsPort, keepalive } = config.msrp
  return new MsrpEdge(
    {
      // Who wants TLS does not want it to be the other side's choice.
      ports: { tcp: useTls ? null : tcpPort, tls: tlsPort },
      identity: msrpIdentityOf(config, needs.log),
      tls: { verify: config.server.verifyServer, ca: sipAuthoritiesOf(config, needs.log) },
      keepAlive: keepalive,
      mostWaiting: config.limits.slowReaderBytes,
    },
    { ...needs, trace: trace && new MsrpTrace((entry) => trace.write(entry)) },
  )
}

/** The certificate; without one that can be used there is no MSRP over TLS, but the server runs. */
export function msrpIdentityOf({ server, msrp }: Config, log: Log): MsrpIdentity | null {
  if (msrp.tlsPort === null) return null
  try {
    return readTlsIdentity(server.certificate, null)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    log.warn(msrp.useTls ? 'no MSRP: it takes a certificate, or use_tls = False' : 'no MSRP over TLS', { error: why })
    return null
  }
}

/** The address that listeners have, and the one that descriptions of sessions say: that of `[SIP] advertised_ip` before all others. */
export function msrpPlaceOf({ sip }: Config, { address, host }: { readonly address: string; readonly host: string }) {
  return { address, host: sip.advertisedIp ?? host }
}
