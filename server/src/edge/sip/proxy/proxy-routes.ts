import { isIP } from 'node:net'
import type { SipDestination } from '@weft/protocols/sip/destination'
import { printHostPort } from '@weft/protocols/sip/host'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { type Locating, routesTo } from '../next-hop.ts'

/**
 * The servers of a next hop in the order in which to try them: at once where it is an address, of which there is nothing to ask. `isLong`: for a request that is
 * too long for a datagram. Rejects with Refusal `dns` where there are none.
 */
export function routesOf(destination: SipDestination, isLong: boolean, locating: Locating): SipRoute[] | Promise<SipRoute[]> {
  const { host, port, transport } = destination
  if (isIP(host) === 0)
    return routesTo(`${printHostPort(destination)}${transport ? `;transport=${transport}` : ''}`, isLong, locating)
  const known = transport ?? 'udp'
  const route: SipRoute = { host, port: port ?? (known === 'tls' ? 5061 : 5060), transport: known }
  return isLong && known === 'udp' ? [{ ...route, transport: 'tcp' }, route] : [route]
}
