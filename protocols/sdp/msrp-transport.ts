// What the protocols of an m-line go over (RFC 4975 §8.2).
import type { MsrpProtocol } from './msrp-media.ts'

type MsrpTransport = 'tcp' | 'tls'

/** What is to be offered first, first. */
const PROTOCOLS: readonly MsrpProtocol[] = ['TCP/TLS/MSRP', 'TCP/MSRP']

export function transportOf(protocol: MsrpProtocol): MsrpTransport {
  return protocol === 'TCP/TLS/MSRP' ? 'tls' : 'tcp'
}

/** Those whose transport is served. */
export function servedProtocols(serves: (transport: MsrpTransport) => boolean): readonly MsrpProtocol[] {
  return PROTOCOLS.filter((protocol) => serves(transportOf(protocol)))
}
