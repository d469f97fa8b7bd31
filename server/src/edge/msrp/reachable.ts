import { BlockList, isIPv4 } from 'node:net'

type Region = 'loopback' | 'link-local' | 'nowhere' | 'elsewhere'

const REGIONS: readonly (readonly [Region, BlockList])[] = [
  ['loopback', listOf(['127.0.0.0', 8], ['::1', 128])],
  ['link-local', listOf(['169.254.0.0', 16], ['fe80::', 10])],
  // "This host", multicast, reserved and broadcast.
  ['nowhere', listOf(['0.0.0.0', 8], ['224.0.0.0', 3], ['::', 128], ['ff00::', 8])],
]

/**
 * Whether a peer's description may have us connect to that address. Descriptions come from whoever may call, and what is on this machine's own
 * loopback, or is an address that only this link has (of which clouds make services that hand out keys), is reached by nobody else: connecting there for
 * a stranger would open it. Who listens there himself serves nobody but who is there too, so that it is given away to nobody. Private networks are where
 * most peers are, and cannot be told from them.
 *
 * `own`: the IP address that our listeners are bound to.
 */
export function mayConnectTo(address: string, own: string): boolean {
  const region = regionOf(address)
  return region === 'elsewhere' || (region !== 'nowhere' && region === regionOf(own))
}

function regionOf(scoped: string): Region {
  // BlockList does not know `fe80::1%eth0`.
  const [address = ''] = scoped.split('%')
  const family = isIPv4(address) ? 'ipv4' : 'ipv6'
  // IPv4 within IPv6 is looked up in both lists by BlockList itself.
  return REGIONS.find(([, list]) => list.check(address, family))?.[0] ?? 'elsewhere'
}

function listOf(...networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6')
  return list
}
