// Where requests of ours go first.
import { isIP } from 'node:net'
import type { Dialog } from '@weft/protocols/sip/dialog'
import { printHostPort } from '@weft/protocols/sip/host'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parameterOf } from '@weft/protocols/sip/parameters'
import { parseUri } from '@weft/protocols/sip/uri'
import type { Dns } from '../../ports/dns.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { SipLocator, SipRoute } from '../../ports/sip-locator.ts'

/** Each may take 32 s to be given up. */
const MOST_ATTEMPTS = 6
/** Bytes beyond which a request has to go over a transport with congestion control (RFC 3261 §18.1.1). */
export const LONGEST_DATAGRAM = 1300

export interface Locating {
  readonly locator: SipLocator
  /** For the name of an outbound proxy. */
  readonly dns: Dns
}

export interface NextHop {
  /** For the locator. */
  readonly where: string
  /** The domain that a certificate has to be for. */
  readonly host: string
}

/** The next hop of a URI. What is no SIP URI goes to an outbound proxy or nowhere. */
export function nextHopOf(text: string): NextHop {
  const uri = parseUri(text)
  if (uri?.kind !== 'sip') return { where: text, host: text }
  const transport = uri.scheme === 'sips' ? 'tls' : parameterOf(uri.parameters, 'transport')
  return { where: `${printHostPort(uri)}${transport ? `;transport=${transport}` : ''}`, host: uri.host }
}

/** The next hop within a dialog: the first of its routes, whether that one routes loosely or strictly, else the target (RFC 3261 §8.1.2, §12.2.1.1). */
export function nextHopWithin({ routeSet, remoteTarget }: Pick<Dialog, 'routeSet' | 'remoteTarget'>): NextHop {
  const [first] = routeSet
  return nextHopOf(first === undefined ? remoteTarget : (parseNameAddr(first)?.uri ?? first))
}

/**
 * The routes to try one after the other, all of whose hosts are addresses. `isLong`: for a request that is too long for a datagram. Rejects with Refusal
 * `dns` where there is none.
 */
export async function routesTo(where: string, isLong: boolean, { dns, locator }: Locating): Promise<SipRoute[]> {
  const routes: SipRoute[] = []
  for (const route of await locator.locate(where)) {
    const addresses = isIP(route.host) === 0 ? await dns.addresses(route.host) : [route.host]
    if (addresses.length === 0) throw new Refusal('dns', `${route.host} has no address`)
    for (const host of addresses) {
      // Who does not take TCP, as each element must, still gets it in fragments.
      if (isLong && route.transport === 'udp') routes.push({ ...route, host, transport: 'tcp' })
      routes.push({ ...route, host })
    }
  }
  return routes.slice(0, MOST_ATTEMPTS)
}
