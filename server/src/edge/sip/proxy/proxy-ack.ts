import { destinationOf } from '@weft/protocols/sip/proxy/next-hop'
import type { Way } from '../transport/ways.ts'
import type { BranchTarget, ProxyBranchNeeds } from './proxy-branch.ts'
import { routesOf } from './proxy-routes.ts'

/** Sends the ACK of a 2xx on, once and without a transaction (RFC 3261 §16.6, last paragraph of §16.11): its sender repeats it as often as the 2xx comes. */
export function passAck(target: BranchTarget, needs: ProxyBranchNeeds): void {
  wayOf(target, needs).then(
    (way) => needs.layer.pass(target.make(way.hop), way),
    (error: unknown) => needs.log.debug('an ACK goes nowhere', { why: error instanceof Error ? error.message : String(error) }),
  )
}

/** Rejects with why there is none. */
async function wayOf({ nextHop, flow, isLong }: BranchTarget, { ways, locating }: ProxyBranchNeeds): Promise<Way> {
  const over = flow && !ways.leadHere(flow) ? ways.over(flow) : null
  if (over) return over
  const destination = destinationOf(nextHop)
  const [route] = destination ? await routesOf(destination, isLong, locating) : []
  if (!destination || !route) throw new Error('a URI that we cannot send to')
  if (ways.leadHere({ transport: route.transport, address: route.host, port: route.port })) throw new Error('it leads back here')
  return ways.along(route, destination.host)
}
