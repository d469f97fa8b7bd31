import { isAddress } from '../destination.ts'
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
  // At its own address a device is where it says that it listens, whatever port it sends from (RFC 3261 §18.1.1, §19.1.2); a NAT gives it another one.
  return contact.host === source.address ? null : source
}
