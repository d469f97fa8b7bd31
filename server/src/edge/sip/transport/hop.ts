import { printHostPort } from '@weft/protocols/sip/host'
import type { SipHeaderField, SipRequest } from '@weft/protocols/sip/message'
import { escapeUser } from '@weft/protocols/sip/uri-escapes'
import type { SipSource } from '../../../ports/sip-agent.ts'

/** What a request of ours says of its first hop, in Via and Contact. */
export interface Hop {
  readonly transport: SipSource['transport']
  readonly host: string
  /** Null where nobody listens: the usual one. */
  readonly port: number | null
}

/** The Via of a request over that hop; `id` is random and unique (RFC 3261 §8.1.1.7). */
export function viaOf(hop: Hop, id: string): SipHeaderField {
  return { name: 'Via', value: `SIP/2.0/${hop.transport.toUpperCase()} ${printHostPort(hop)};branch=z9hG4bK${id};rport` }
}

/** The URI for a Contact at which later requests reach us the same way. `user` is text, which is escaped. */
export function contactUri(hop: Hop, scheme: 'sip' | 'sips' = 'sip', user = 'weft'): string {
  const parameter = hop.transport === 'udp' || scheme === 'sips' ? '' : `;transport=${hop.transport}`
  return `${scheme}:${escapeUser(user)}@${printHostPort(hop)}${parameter}`
}

/** The request as it goes over that hop, with a Via and a User-Agent of our own. */
export function overHop(request: SipRequest, hop: Hop, id: string, product: string): SipRequest {
  return { ...request, headers: [viaOf(hop, id), ...request.headers, { name: 'User-Agent', value: product }] }
}
