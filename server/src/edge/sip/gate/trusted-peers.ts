import { BlockList, isIP } from 'node:net'

/** An address range in CIDR form. */
export interface PeerNetwork {
  readonly address: string
  readonly prefix: number
}

/** Who may send: everybody, or these ranges and the addresses of these hosts. */
export type Peers = 'any' | { readonly networks: readonly PeerNetwork[]; readonly hosts: readonly string[] }

/** Whether an address is among them, and what it is there for: `any`, the range or host name, or that nothing covers it. */
export interface PeerVerdict {
  readonly trusted: boolean
  readonly why: string
}

/** Loopback, RFC 1918, RFC 6598, link-local and unique local addresses: who sends from there is at home here. */
const LOCAL = blockList([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['::1/128', 'fc00::/7', 'fe80::/10'],
])

/** A list of peers as `trusted_peers` and `app_header_peers` have them (server-framework.md §2, §3), IPv4 and IPv6. */
export class TrustedPeers {
  readonly #peers: Peers
  readonly #networks = new BlockList()
  readonly #hosts = new Map<string, BlockList>()

  constructor(peers: Peers) {
    this.#peers = peers
    if (peers !== 'any')
      for (const { address, prefix } of peers.networks) this.#networks.addSubnet(address, prefix, familyOf(address))
  }

  /** Names that are still to be looked up, again and again. */
  get hosts(): readonly string[] {
    return this.#peers === 'any' ? [] : this.#peers.hosts
  }

  /** The addresses that a host has now, instead of those before. */
  learn(host: string, addresses: readonly string[]): void {
    this.#hosts.set(host, blockList(addresses))
  }

  /** `address` without brackets. What is no address is trusted by `any` only. */
  judge(address: string): PeerVerdict {
    if (this.#peers === 'any') return { trusted: true, why: 'any' }
    if (contains(this.#networks, address)) return { trusted: true, why: 'network' }
    for (const [host, addresses] of this.#hosts) if (contains(addresses, address)) return { trusted: true, why: host }
    return { trusted: false, why: 'in no trusted network, and no trusted host' }
  }

  /** Whether a range or host of the list covers that address; `any` names nobody. */
  names(address: string): boolean {
    return this.#peers !== 'any' && this.judge(address).trusted
  }

  /**
   * As judge(), for headers that steer us. While everybody may send, they count from loopback, private addresses and the outbound proxy only
   * (server-framework.md §3 [D]).
   */
  judgeHeaders(address: string, outboundProxy: TrustedPeers): PeerVerdict {
    if (this.#peers !== 'any') return this.judge(address)
    if (contains(LOCAL, address)) return { trusted: true, why: 'local address' }
    const verdict = outboundProxy.judge(address)
    return verdict.trusted ? verdict : { trusted: false, why: 'anybody could say that' }
  }
}

/** IPv4 as such where a socket of both families shows it mapped into IPv6 (RFC 4291 §2.5.5.2). */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    if (isIP(address) === 0) continue
    const family = familyOf(address)
    list.addSubnet(address, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family)
  }
  return list
}

function contains(list: BlockList, address: string): boolean {
  const plain = plainAddress(address)
  return isIP(plain) !== 0 && list.check(plain, familyOf(plain))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}
