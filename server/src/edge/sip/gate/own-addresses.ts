import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { plainAddress } from './trusted-peers.ts'

/** Where the edge is. */
export interface SipPlace {
  /** IP address to listen on; `0.0.0.0` and `::` are any. */
  readonly address: string
  /** The address that others reach us at, for our Via and Contact. */
  readonly host: string
}

/** Addresses that lead to whoever sends to them, on most systems. */
const UNSPECIFIED = ['0.0.0.0', '::']

/** The addresses at which a server is reached: which of them leads there does not matter, and who sends there sends to the server itself. */
export class OwnAddresses {
  readonly #host: string
  readonly #addresses = new BlockList()

  /** `local`: the addresses of this machine's interfaces. */
  constructor({ address, host }: SipPlace, local: readonly string[]) {
    this.#host = host.toLowerCase()
    const plain = plainAddress(address)
    const isAny = UNSPECIFIED.includes(plain)
    for (const one of [plain, plainAddress(host), ...UNSPECIFIED, ...(isAny ? local : [])])
      if (isIP(one) !== 0) this.#addresses.addAddress(one, familyOf(one))
    if (isAny) this.#addresses.addSubnet('127.0.0.0', 8, 'ipv4')
    if (isAny) this.#addresses.addAddress('::1', 'ipv6')
  }

  /** Those of a server that listens there, with the interfaces as they are now. */
  static of(place: SipPlace): OwnAddresses {
    const interfaces = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
    return new OwnAddresses(
      place,
      interfaces.map(({ address }) => address),
    )
  }

  /** Whether that address, in any way of writing it, or that name, in any case, is the server's. IPv6 without brackets. */
  has(host: string): boolean {
    const [plain = ''] = plainAddress(host).split('%', 1)
    if (isIP(plain) !== 0) return this.#addresses.check(plain, familyOf(plain))
    return host.toLowerCase() === this.#host
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}
