import { isAddress } from '../destination.ts'
import { parameterOf } from '../parameters.ts'
import type { SipUri } from '../uri.ts'
import type { Flow } from './binding.ts'

/** How a REGISTER got here. */
export interface RegisterWay {
  /** No proxy was in between. */
  readonly direct: boolean
  readonly path: readonly string[]
}

/**
 * Where requests to that contact have to go back to, if not simply to its URI: the connection it registered over, which nobody but the device can
 * open (RFC 5626 §5.3), or the address that a NAT gave it (RFC 3581 §4 for requests the other way). Through a proxy, the way is its Path or the URI.
 */
export function wayBackTo(contact: SipUri, source: Flow, { direct, path }: RegisterWay): Flow | null {
  if (!direct || path.length > 0) return null
  if (source.transport !== 'udp') return source
  // A name is where its owner says that it is, but for the one that nobody can have (RFC 2606 §2).
  if (!isAddress(contact.host)) return contact.host.endsWith('.invalid') ? source : null
  const transport = parameterOf(contact.parameters, 'transport')?.toLowerCase() ?? 'udp'
  const same =
    contact.scheme === 'sip' && transport === 'udp' && contact.host === source.address && (contact.port ?? 5060) === source.port
  return same ? null : source
}
