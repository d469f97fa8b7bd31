// Where a request goes (RFC 3261 §16.6 item 7, RFC 3263 §4).
import { isAddress, type SipDestination } from '../destination.ts'
import { parameterOf } from '../parameters.ts'
import { parseUri } from '../uri.ts'

/** What to look up for that URI; null where it is none that we can send to: another scheme, a transport that we do not have. */
export function destinationOf(text: string): SipDestination | null {
  const uri = parseUri(text)
  if (uri?.kind !== 'sip') return null
  const transport = parameterOf(uri.parameters, 'transport')?.toLowerCase() ?? null
  if (transport !== null && transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') return null
  const maddr = parameterOf(uri.parameters, 'maddr')?.toLowerCase()
  const host = maddr && isAddress(maddr) ? maddr : uri.host.replace(/\.$/, '')
  // §26.2.2: to a SIPS URI over TLS alone, whatever its transport says.
  return { host, port: uri.port, transport: uri.scheme === 'sips' ? 'tls' : transport }
}
