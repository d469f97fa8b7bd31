import type { MsrpProtocol } from '@weft/protocols/sdp/msrp-media'
import type { MsrpSessions, MsrpTransport } from '../../ports/msrp.ts'

/** What we offer ourselves first. */
const PROTOCOLS: readonly MsrpProtocol[] = ['TCP/TLS/MSRP', 'TCP/MSRP']

export function transportOf(protocol: MsrpProtocol): MsrpTransport {
  return protocol === 'TCP/TLS/MSRP' ? 'tls' : 'tcp'
}

/** Over what MSRP is to be had. */
export function servedProtocols(sessions: MsrpSessions): readonly MsrpProtocol[] {
  return PROTOCOLS.filter((protocol) => sessions.serves(transportOf(protocol)))
}
