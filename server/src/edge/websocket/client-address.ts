import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Characters of X-Forwarded-For that are read: some twenty addresses. */
const LONGEST_HEADER = 1024

/** An address range in CIDR form. */
export interface ProxyNetwork {
  readonly address: string
  readonly prefix: number
}

/** Says where a client comes from: the socket's address, or what a proxy that is believed says in X-Forwarded-For. */
export class ClientAddress {
  readonly #proxies = new BlockList()

  constructor(proxies: readonly ProxyNetwork[]) {
    for (const { address, prefix } of proxies) this.#proxies.addSubnet(address, prefix, familyOf(address))
  }

  /** The nearest address in the chain that is not one of our proxies; what stands before it could be written by anybody. */
  of(request: IncomingMessage): string {
    const chain = [...forwardedFor(request), plain(request.socket.remoteAddress ?? '')]
    let at = chain.length - 1
    while (at > 0 && this.#believes(chain[at] ?? '')) at--
    return chain[at] ?? ''
  }

  #believes(address: string): boolean {
    return isIP(address) !== 0 && this.#proxies.check(address, familyOf(address))
  }
}

function forwardedFor(request: IncomingMessage): string[] {
  const header = request.headers['x-forwarded-for']
  if (header === undefined) return []
  // The end of it: proxies append, and what is too long was made so by the client to push their word out of sight.
  const list = (Array.isArray(header) ? header.join(',') : header).slice(-LONGEST_HEADER).split(',')
  const addresses = list.map((entry) => plain(entry.trim()))
  // Behind something that is no address nothing can be believed.
  const broken = addresses.findLastIndex((address) => isIP(address) === 0)
  return addresses.slice(broken + 1)
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

/** IPv4 as such where a dual-stack socket shows it mapped into IPv6 (RFC 4291 §2.5.5.2). */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
